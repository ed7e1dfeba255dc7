import { deepEqual } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';

/** Time in ms in which sockets close and events arrive. */
const SETTLE_MS = 30;

/** What happened to promises behind everyone's back; the SDK's command line logs it as errors. */
export interface ProcessEvents {
  /** Promises that were rejected after they had been settled, by the reason. */
  readonly multipleRejections: string[];
  /** Rejections that nobody handled, by the reason. */
  readonly unhandledRejections: string[];
  /** Waits until the events of what has happened so far have arrived. */
  settle(): Promise<void>;
  /**
   * Stops listening.
   *
   * @throws AssertionError when there was any event
   */
  stop(): Promise<void>;
}

/** jest's own `process` hears of no events: this is the one outside of its sandbox. */
function realProcess(): NodeJS.Process {
  return runInThisContext('process') as NodeJS.Process;
}

/** Listens to the events that Node has for mistakes with promises. */
export function watchProcess(): ProcessEvents {
  const multipleRejections: string[] = [];
  const unhandledRejections: string[] = [];
  const onMultipleResolves: NodeJS.MultipleResolveListener = (
    type,
    _promise,
    reason,
  ) => {
    if (type === 'reject') multipleRejections.push(String(reason));
  };
  const onUnhandledRejection = (reason: unknown) => {
    unhandledRejections.push(String(reason));
  };
  realProcess().on('multipleResolves', onMultipleResolves);
  realProcess().on('unhandledRejection', onUnhandledRejection);
  const settle = () => sleep(SETTLE_MS);
  return {
    multipleRejections,
    unhandledRejections,
    settle,
    stop: async () => {
      await settle();
      realProcess().off('multipleResolves', onMultipleResolves);
      realProcess().off('unhandledRejection', onUnhandledRejection);
      deepEqual(multipleRejections, []);
      deepEqual(unhandledRejections, []);
    },
  };
}
