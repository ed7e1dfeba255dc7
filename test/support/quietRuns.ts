import { Headers, type HeadersInit } from 'node-fetch';

import { Transport } from '../../src/http/transport';

import {
  type Answer,
  type FaultProxy,
  type FaultProxyOptions,
  startFaultProxy,
} from './faultProxy';

/**
 * A server that does not change, and whose answers follow from method and URL alone; and what it answered
 * so far.
 */
export interface UnchangingTarget {
  /** Its base URL. */
  readonly target: string;
  readonly answers: Map<string, Answer>;
}

/**
 * A simulator for all runs of a test file that change nothing in it: it starts with the first of them,
 * and is stopped after the last test.
 */
export function unchanging(
  start: () => Promise<{ url: string; stop: () => Promise<void> }>,
): () => Promise<UnchangingTarget> {
  const answers = new Map<string, Answer>();
  let started: ReturnType<typeof start> | undefined;
  afterAll(async () => (await started)?.stop());
  return async () => {
    const { url } = await (started ??= start());
    return { target: url, answers };
  };
}

/** The proxies of runs that go on, by their origin. */
const proxies = new Map<string, FaultProxy>();
let release = (): void => undefined;

/**
 * Runs something through a fault proxy, which is stopped at the end. Where the target does not change, what
 * no fault concerns and is known by now is answered without a socket: a run has a hundred requests, of which
 * a fault concerns one or two.
 */
export async function runThrough<T>(
  options: FaultProxyOptions,
  run: (proxy: FaultProxy) => Promise<T>,
): Promise<T> {
  const proxy = await startFaultProxy(options);
  const { origin } = new URL(proxy.url);
  if (proxies.size === 0) release = answerWithoutSockets();
  proxies.set(origin, proxy);
  try {
    return await run(proxy);
  } finally {
    proxies.delete(origin);
    if (proxies.size === 0) release();
    await proxy.stop();
  }
}

/** Call what it gives to end that. */
function answerWithoutSockets(): () => void {
  const spy = jest.spyOn(Transport.prototype, 'send');
  const send: Transport['send'] | undefined = spy.getMockImplementation();
  if (!send) throw new Error('Nothing sends requests.');
  spy.mockImplementation(async function (this: Transport, request, onSilence) {
    // A transport behaves otherwise before anything has answered: that is not hidden.
    const proxy = this.hasAnswered
      ? proxies.get(request.url.origin)
      : undefined;
    const known = proxy?.answerKnown(request);
    if (!known) return send.call(this, request, onSilence);
    const { status, headers, body } = known;
    return {
      status,
      headers: new Headers(headers as HeadersInit),
      body: body.toString('utf8'),
    };
  });
  return () => spy.mockRestore();
}
