import { createServer } from 'node:http';
import process from 'node:process';

/**
 * Serves on a free port of the loopback interface, and says where on the first line of stdout.
 *
 * @param {object} service
 * @param {import('node:http').RequestListener} service.listener
 * @param {string} service.basePath of the SCIM service
 * @param {string} service.token bearer token that it takes
 */
export function serve({ listener, basePath, token }) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1', () => {
    const baseUrl = `http://127.0.0.1:${server.address().port}${basePath}`;
    process.stdout.write(`${JSON.stringify({ baseUrl, token })}\n`);
  });
  // The input ends with the test that holds it, even where that one was killed.
  process.stdin.on('end', () => process.exit()).resume();
}
