import fetch from 'node-fetch';

type Executor<T> = ConstructorParameters<typeof Promise<T>>[0];

/**
 * node-fetch 2 rejects its promise once more when a connection breaks after the answer began, or
 * when an attempt is aborted. Nobody waits for that, but Node reports it (`multipleResolves`), and
 * the SDK's command line would log it as an error, with the whole URL in it.
 */
class SettledOnce<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(executor: Executor<T>) {
    let isSettled = false;
    const once =
      <Argument>(settle: (argument: Argument) => void) =>
      (argument: Argument) => {
        if (isSettled) return;
        isSettled = true;
        settle(argument);
      };
    super((resolve, reject) => executor(once(resolve), once(reject)));
  }
}

Object.assign(fetch, { Promise: SettledOnce });

/** node-fetch 2, which is what recordings of the SDK's testing package can see. */
export { fetch };
