import { type Call, callOf } from '../endpoints';

import { type Answer, rowsOf } from './answers';
import type { Liar } from './host';
import type { Truth } from './lie';
import { listOf } from './questions';

/** A question, and the truth about it. */
export interface Recorded {
  call: Call;
  truth: Truth;
}

interface Exchange {
  call: Call;
  url: URL;
  answer: Answer;
  ask: Truth['ask'];
}

/** What was asked for in a run, and answered truly. */
export class Transcript {
  private readonly exchanges = new Map<string, Exchange>();
  private readonly lists = new Map<string, Set<string>>();

  /** @param pageCap most records of any page */
  constructor(private readonly pageCap: number) {}

  /** Tells the truth, and remembers it. */
  readonly witness: Liar = async (url, ask) => {
    const answer = await ask(url);
    const call = callOfUrl(url);
    if (this.exchanges.has(call.name)) return answer;
    this.exchanges.set(call.name, { call, url, answer, ask });
    const list = listOf(url);
    const rows = this.lists.get(list) ?? new Set();
    this.lists.set(list, rows);
    for (const row of rowsOf(answer) ?? []) {
      rows.add(JSON.stringify(row).replaceAll(url.host, PLACEHOLDER));
    }
    return answer;
  };

  /** All questions, in the order in which they were first asked. */
  get recorded(): Recorded[] {
    return [...this.exchanges.values()].map(({ call, url, answer, ask }) => ({
      call,
      truth: this.truth(url, answer, ask),
    }));
  }

  get calls(): Call[] {
    return [...this.exchanges.values()].map(({ call }) => call);
  }

  /** What is true of any question, asked in whichever run. */
  truth(
    url: URL,
    answer: Answer,
    ask: Truth['ask'],
    memory = new Map<string, unknown>(),
  ): Truth {
    const { pageCap } = this;
    const whole = () => this.whole(url);
    return {
      url,
      answer,
      get whole() {
        return whole();
      },
      pageCap,
      ask,
      memory,
    };
  }

  /** All rows of a list that was read, in its order. */
  private whole(url: URL): unknown[] {
    return [...(this.lists.get(listOf(url)) ?? [])].map((row): unknown =>
      JSON.parse(row.replaceAll(PLACEHOLDER, url.host)),
    );
  }
}

/** Stands for the host, which is another one in each run. */
const PLACEHOLDER = 'host.of.a.run.invalid';

export function callOfUrl({ pathname, search }: URL): Call {
  return callOf(pathname + search);
}
