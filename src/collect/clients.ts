import { isDeepStrictEqual } from 'node:util';

/**
 * The clients of one provider, one for each run: its verification and all of its steps share the
 * token, the rate limiter and what was read once.
 *
 * Runs are told apart by an object that only one of them has. What that object cannot tell is
 * compared: whatever else a client is made of, so that no tenant meets the client of another.
 */
export class ClientsOfRuns<Client> {
  private readonly known = new WeakMap<
    object,
    { madeOf: unknown; client: Client }[]
  >();

  /**
   * Gives the client of a run, and makes it the first time.
   *
   * @param run the object that the run has, and no other
   * @param madeOf plain values, all that makes clients differ; they are compared by their contents
   */
  of(run: object, madeOf: unknown, create: () => Client): Client {
    const clients = this.known.get(run) ?? [];
    const same = clients.find((each) => isDeepStrictEqual(each.madeOf, madeOf));
    if (same) return same.client;
    const client = create();
    this.known.set(run, [...clients, { madeOf, client }]);
    return client;
  }
}
