/** Words of outside systems, looked up in tables. */

/** What a word means; words that every object knows, such as `constructor`, mean nothing. */
export const meaningIn = <T>(words: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined
