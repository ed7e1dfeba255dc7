import { Agent } from 'node:http';
import fetch from 'node-fetch';
import {
  recordRequest,
  startLoopbackServer,
  type RecordedRequest,
} from './loopbackServer';

test('records requests, and their status as soon as there is one', async () => {
  const records: RecordedRequest[] = [];
  const server = await startLoopbackServer((request, response) => {
    const record = recordRequest(request, response);
    records.push(record);
    expect(record.status).toBe(0);
    response.writeHead(418).end();
  });

  await fetch(`${server.origin}/a%20b?x=1&y=%2F&x=2`, {
    method: 'PUT',
    headers: { 'X-Api-Key': 'k' },
  });
  await server.stop();

  expect(records).toEqual([
    {
      method: 'PUT',
      url: '/a%20b?x=1&y=%2F&x=2',
      path: '/a%20b',
      query: { x: '2', y: '/' },
      headers: expect.objectContaining({ 'x-api-key': 'k' }) as object,
      status: 418,
    },
  ]);
});

test('stop closes idle and busy connections at once, and may be repeated', async () => {
  const agent = new Agent({ keepAlive: true });
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const server = await startLoopbackServer((request, response) => {
    if (request.url === '/idle') response.end();
    else arrived();
  });
  await (await fetch(`${server.origin}/idle`, { agent })).text();
  const busy = fetch(`${server.origin}/busy`).catch((error: unknown) => error);
  await arrival;
  const began = performance.now();

  await server.stop();
  await server.stop();

  expect(await busy).toMatchObject({ code: 'ECONNRESET' });
  // Far from it: a connection that is waited for lasts for two minutes.
  expect(performance.now() - began).toBeLessThan(10_000);
  await expect(fetch(`${server.origin}/idle`)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  agent.destroy();
});

test('a port that is taken is an error', async () => {
  const server = await startLoopbackServer((_request, response) => {
    response.end();
  });

  await expect(
    startLoopbackServer(() => undefined, Number(new URL(server.origin).port)),
  ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await server.stop();
});
