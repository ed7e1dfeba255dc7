import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';

/** An HTTP server of a test, reachable from this machine only. */
export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly origin: string;
  /** Closes the port and every connection, idle or busy, at once. */
  readonly stop: () => Promise<void>;
}

/** Longer than any test: a server that closes idle connections makes clients fail by chance. */
const KEEP_ALIVE_MS = 120_000;

/**
 * Starts an HTTP server on the loopback interface.
 * @param port 0 takes a free one
 */
export async function startLoopbackServer(
  listener: RequestListener,
  port = 0,
): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server listens on no port.');
  }
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What a server of a test remembers of a request. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  /** From the root of the server, without the query. */
  readonly path: string;
  /** Decoded; of a parameter that is given twice, the last value. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Status of the answer; 0 as long as no answer has begun. */
  readonly status: number;
}

/** A record of a request whose status follows the answer. */
export function recordRequest(
  request: IncomingMessage,
  response: ServerResponse,
): RecordedRequest {
  return {
    ...recordOf(request),
    get status() {
      return response.headersSent ? response.statusCode : 0;
    },
  };
}

/** What there is to remember of a request before it is answered. */
export function recordOf(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
): Omit<RecordedRequest, 'status'> {
  const { pathname, searchParams } = urlOf(request);
  return {
    method: request.method ?? '',
    url: request.url ?? '/',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: request.headers,
  };
}

/** The URL of a request, on a placeholder host. */
export function urlOf(request: Pick<IncomingMessage, 'url'>): URL {
  return new URL(request.url ?? '/', 'http://loopback.invalid');
}
