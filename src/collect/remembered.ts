/**
 * Reads once and gives the same answer to everyone who asks. A failure is forgotten, so that who
 * asks next makes another try.
 *
 * @example
 * private readonly org = remembered(() => this.readOrg());
 */
export function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  const only = rememberedByKey<undefined, T>(read);
  return () => only(undefined);
}

/** As `remembered`, with one answer for each key. */
export function rememberedByKey<Key, T>(
  read: (key: Key) => Promise<T>,
): (key: Key) => Promise<T> {
  const answers = new Map<Key, Promise<T>>();
  return (key) => {
    const known = answers.get(key);
    if (known) return known;
    const answer = read(key);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}
