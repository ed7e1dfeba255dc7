import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';

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
 */
export function createKeepAliveAgent(protocol: string): http.Agent {
  const options = { keepAlive: true };
  const agent =
    protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  return passOnAborts(agent as http.Agent & RequestQueue);
}

function passOnAborts(agent: http.Agent & RequestQueue): http.Agent {
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
