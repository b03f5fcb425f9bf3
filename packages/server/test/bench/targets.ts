/** What an area of the benchmark is: how it is run, and what its figures are held to. */
export type RunOptions = {
  /** A few seconds in all, to see that everything runs; its figures mean nothing. */
  readonly smoke: boolean
  readonly growth: boolean
  readonly say: (line: string) => void
}

export type Target<F> = { readonly figure: keyof F & string; readonly text: string; readonly met: (figures: F) => boolean }

export type Area<F extends Readonly<Record<string, number | null>>> = {
  readonly targets: readonly Target<F>[]
  run(options: RunOptions): Promise<F>
}

/** Prints each figure beside its target; answers how many were missed. A smoke run judges nothing. */
export function report<F extends Readonly<Record<string, number | null>>>(
  area: Area<F>,
  figures: F,
  smoke: boolean,
  write: (text: string) => void,
): number {
  const targets = new Map<string, Target<F>>(area.targets.map(target => [target.figure, target]))
  let missed = 0
  for (const [figure, value] of Object.entries(figures)) {
    const target = targets.get(figure)
    const met = target === undefined || smoke || target.met(figures)
    if (!met) missed += 1
    const verdict = target === undefined || value === null ? '' : `  target ${target.text}${smoke ? '' : met ? '  ✓' : '  ✗ missed'}`
    write(`${figure.padEnd(26)} ${String(value ?? '–').padStart(10)}${verdict}\n`)
  }
  return missed
}
