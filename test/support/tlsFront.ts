import { readFileSync } from 'node:fs';
import http, {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';

const TLS = path.join(__dirname, 'tls');

/** The certificate of the CA that signed that of `FRONT_HOST`. */
export const CA_FILE = path.join(TLS, 'ca.pem');

/** The only name that the certificate is for. It resolves nowhere. */
export const FRONT_HOST = 'tenant.example.test';

/** A running server of a test. */
interface Running {
  port: number;
  stop: () => Promise<void>;
}

/** A proxy, and what it was asked. */
export interface ConnectProxy extends Running {
  /** The targets of all CONNECT requests, as `host:port`. */
  readonly connected: readonly string[];
}

/**
 * Puts TLS, with the certificate of `FRONT_HOST`, before a simulator. Its links lead to the front.
 *
 * @param target the origin of the simulator
 * @param certificate the file of the certificate: that of the CA, or one that signed itself
 */
export function startTlsFront(
  target: string,
  certificate: 'server.pem' | 'selfSigned.pem' = 'server.pem',
): Promise<Running> {
  const { hostname, port, host } = new URL(target);
  const server = https.createServer(
    {
      cert: readFileSync(path.join(TLS, certificate)),
      key: readFileSync(path.join(TLS, 'server.key')),
    },
    (request, response) => {
      const headers = { ...request.headers, host, 'accept-encoding': '' };
      const { method, url } = request;
      request.pipe(
        http
          .request({ hostname, port, method, path: url, headers })
          .once('response', (answer: IncomingMessage) => {
            void pass(answer, response, target);
          }),
      );
    },
  );
  return listen(server);
}

async function pass(
  answer: IncomingMessage,
  response: ServerResponse,
  target: string,
): Promise<void> {
  const front = (text: string) =>
    text.replaceAll(target, `https://${FRONT_HOST}`);
  const body = front((await buffer(answer)).toString());
  const headers: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name === 'content-length' || name === 'transfer-encoding') continue;
    headers[name] = Array.isArray(value)
      ? value.map(front)
      : value && front(value);
  }
  response.writeHead(answer.statusCode ?? 500, headers);
  response.end(body);
}

/**
 * A proxy that knows CONNECT only, and only for who gives this name and password.
 *
 * @param port where `FRONT_HOST` really is
 */
export async function startConnectProxy(
  user: string,
  password: string,
  port: number,
): Promise<ConnectProxy> {
  const connected: string[] = [];
  const accepted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = http.createServer((_request, response) => {
    response.writeHead(405).end();
  });
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    connected.push(url);
    client.on('error', () => client.destroy());
    if (headers['proxy-authorization'] !== accepted) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n',
      );
      return;
    }
    if (url !== `${FRONT_HOST}:443`) {
      client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const upstream = net.connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  return Object.assign(await listen(server), { connected });
}

async function listen(server: http.Server | https.Server): Promise<Running> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Also those that were handed over by CONNECT.
        for (const socket of sockets) socket.destroy();
      }),
  };
}
