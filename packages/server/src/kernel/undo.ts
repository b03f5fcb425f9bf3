/**
 * The undo log of one batch. Working states push how to take back each change; a command that is refused half-way rolls
 * back to where it began, so it leaves no trace on its neighbours.
 */
export type Undo = {
  push(restore: () => void): void
  /** Forgets what was pushed: the command is accepted. */
  accept(): void
  /** Takes back everything since the last accept, newest first. */
  rollback(): void
}

export function createUndo(): Undo {
  let log: (() => void)[] = []
  return {
    push: restore => {
      log.push(restore)
    },
    accept: () => {
      log = []
    },
    rollback: () => {
      for (const restore of log.reverse()) restore()
      log = []
    },
  }
}
