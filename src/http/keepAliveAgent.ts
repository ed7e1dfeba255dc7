import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';

import { HttpsProxyAgent } from 'https-proxy-agent';

import { proxyRefusal } from './networkFailures';

/** `addRequest` is what `http.request` calls on any agent; the type declarations leave it out. */
interface RequestQueue {
  addRequest(request: ClientRequest, ...rest: unknown[]): void;
}

/**
 * A keep-alive agent. node-fetch 2 listens for errors of the request only, so that a body cut
 * short by the server would never settle; this agent hands the abort of an answer on as an error
 * of its request.
 *
 * It opens as many connections as there are requests at once, and those are bounded elsewhere:
 * where a request waits for the connection of another, node-fetch 2 takes the other's chunked
 * body for cut short.
 *
 * @param proxy through which all its connections go; only for https
 */
export function createKeepAliveAgent(
  protocol: string,
  proxy?: URL,
): http.Agent {
  const options = { keepAlive: true };
  if (proxy) return createProxyAgent(proxy);
  const agent =
    protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  return passOnAborts(agent as http.Agent & RequestQueue);
}

/** Opens connections by CONNECT, and takes a refusal of the proxy for what it is. */
function createProxyAgent(proxy: URL): http.Agent {
  // The package writes the URL of the proxy into its debug log: the password stays out of it.
  const bare = new URL(proxy);
  bare.username = '';
  bare.password = '';
  const agent: http.Agent = new HttpsProxyAgent(bare, {
    keepAlive: true,
    headers: proxyAuthorization(proxy),
  });
  const queue = passOnAborts(agent as http.Agent & RequestQueue);
  const addRequest = queue.addRequest.bind(queue);
  queue.addRequest = (request, ...rest) => {
    // Else the proxy's answer would pass for one of the host: its 403 for a missing permission.
    request.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode === 200) return;
      const code = proxyRefusal(statusCode);
      request.destroy(Object.assign(new Error(code), { code }));
    });
    addRequest(request, ...rest);
  };
  return queue;
}

/** RFC 7617; a URL holds name and password percent-encoded. */
function proxyAuthorization({
  username,
  password,
}: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = [username, password].map(decodeUserInfo).join(':');
  const encoded = Buffer.from(pair).toString('base64');
  return { 'Proxy-Authorization': `Basic ${encoded}` };
}

/** A password with a bare percent sign is meant as it stands. */
function decodeUserInfo(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function passOnAborts(
  agent: http.Agent & RequestQueue,
): http.Agent & RequestQueue {
  const addRequest = agent.addRequest.bind(agent);
  agent.addRequest = (request, ...rest) => {
    request.once('response', (answer: IncomingMessage) => {
      answer.once('aborted', () =>
        request.emit('error', new Error('the connection was cut')),
      );
    });
    addRequest(request, ...rest);
  };
  return agent;
}
