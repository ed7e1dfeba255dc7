import { request as httpRequest } from 'node:http';

import { Headers } from 'node-fetch';

import {
  type HttpAnswer,
  type HttpRequest,
  Transport,
} from '../../../src/http/transport';

import type { Answer } from './answers';

/**
 * Gives an answer in place of the real one.
 *
 * @param ask gives the real answer, of this or another URL
 */
export type Liar = (
  url: URL,
  ask: (url: URL) => Promise<Answer>,
) => Promise<Answer>;

/** Times, which differ from run to run, do not make a question another one. */
const MOMENT = /\d{4}-\d{2}-\d{2}T[\d%A-F:.]+Z/g;

const FIRST_PORT = 10_000;
const LAST_PORT = 60_000;

/**
 * Answers in place of a server that does not change, without sockets. Each question reaches the
 * server once; many runs that collect from it at the same time, each through a liar of its own, are
 * told apart by the port that they believe to speak to.
 */
export class QuietHost {
  private readonly known = new Map<string, Promise<ServerAnswer>>();
  private readonly liars = new Map<string, Liar>();
  private port = FIRST_PORT;
  private readonly target: URL;

  /** @param url base URL of the server */
  constructor(url: string) {
    this.target = new URL(url);
  }

  /** Takes the place of the network; call what it gives to end that. */
  takeOver(): () => void {
    const spy = jest
      .spyOn(Transport.prototype, 'send')
      .mockImplementation((request) => this.send(request));
    return () => spy.mockRestore();
  }

  /**
   * Runs something that is answered by a liar.
   *
   * @param run gets the base URL to speak to
   */
  async through<T>(liar: Liar, run: (url: string) => Promise<T>): Promise<T> {
    const { origin, pathname } = this.target;
    const url = new URL(pathname, origin);
    this.port = this.port === LAST_PORT ? FIRST_PORT : this.port + 1;
    url.port = String(this.port);
    this.liars.set(url.origin, liar);
    try {
      return await run(url.href.replace(/\/$/, ''));
    } finally {
      this.liars.delete(url.origin);
    }
  }

  private async send({ url, headers }: HttpRequest): Promise<HttpAnswer> {
    const liar = this.liars.get(url.origin);
    if (!liar) throw new Error(`Nobody answers at ${url.origin}.`);
    const { origin } = this.target;
    const answer = await liar(url, async (asked) =>
      trueAnswer(await this.ask(asked, headers), origin, url.origin),
    );
    return {
      status: answer.status,
      headers: new Headers({ ...answer.headers }),
      body: textOf(answer),
    };
  }

  private ask(
    { pathname, search }: URL,
    headers: HttpRequest['headers'],
  ): Promise<ServerAnswer> {
    const path = pathname + search;
    const name = path.replaceAll(MOMENT, '{moment}');
    const known = this.known.get(name) ?? this.askServer(path, headers);
    this.known.set(name, known);
    return known;
  }

  private askServer(
    path: string,
    headers: HttpRequest['headers'],
  ): Promise<ServerAnswer> {
    const { hostname, port } = this.target;
    return new Promise((resolve, reject) => {
      const plain = { ...headers, 'accept-encoding': 'identity' };
      httpRequest({ hostname, port, path, headers: plain }, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.once('error', reject);
        incoming.once('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: textsOf(incoming.headers),
            text: Buffer.concat(parts).toString(),
          }),
        );
      })
        .once('error', reject)
        .end();
    });
  }
}

/** As it came from the server. */
interface ServerAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** Headers that speak of the bytes of a body, which is another one here. */
const OF_BYTES =
  /^(content-length|transfer-encoding|connection|keep-alive|etag)$/;

function textsOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !OF_BYTES.test(name) ? [[name, value]] : [],
    ),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The texts of answers whose bodies nobody made anew. */
const trueTexts = new WeakMap<Answer, string>();

/** What a run is told where nobody lies: links lead to its origin. Few bodies are looked into. */
function trueAnswer(
  { status, headers, text }: ServerAnswer,
  from: string,
  to: string,
): Answer {
  const own = text.replaceAll(from, to);
  let body: { parsed: unknown } | undefined;
  const answer: Answer = {
    status,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replaceAll(from, to),
      ]),
    ),
    get body() {
      body ??= { parsed: parsed(own) };
      return body.parsed;
    },
  };
  trueTexts.set(answer, own);
  return answer;
}

function textOf(answer: Answer): string {
  const text = trueTexts.get(answer);
  if (text !== undefined) return text;
  const { body } = answer;
  return typeof body === 'string' ? body : JSON.stringify(body);
}
