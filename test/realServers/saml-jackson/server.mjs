import process from 'node:process';
import { text } from 'node:stream/consumers';
import { URL } from 'node:url';

import saml from '@boxyhq/saml-jackson';

import { serve } from '../serve.mjs';

const SCIM_PATH = '/api/scim/v2.0';

const silent = () => undefined;
const complain = (message) => process.stderr.write(`${message}\n`);

const { directorySyncController: directorySync } = await saml.default({
  externalUrl: 'http://127.0.0.1',
  samlPath: '/api/oauth/saml',
  scimPath: SCIM_PATH,
  noAnalytics: true,
  db: { engine: 'mem' },
  logger: { debug: silent, info: silent, warn: silent, error: complain },
});

/** Nobody is told of what changes: by default each change asks for a webhook. */
const onEvent = () => Promise.resolve();

const { data: directory, error } = await directorySync.directories.create({
  tenant: 'example',
  product: 'example',
  type: 'generic-scim-v2',
});
if (error) throw new Error(error.message);

/** The package has no HTTP of its own: this is what Polis, its server, does with a request. */
async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
  const [directoryId, resourceType, resourceId] = pathname
    .slice(SCIM_PATH.length + 1)
    .split('/');
  const body = await text(request);
  const { status, data } = await directorySync.requests.handle(
    {
      method: request.method,
      directoryId,
      resourceType: resourceType ?? '',
      resourceId,
      apiSecret: request.headers.authorization?.split(' ')[1],
      body: body === '' ? undefined : JSON.parse(body),
      query: {
        count: number(searchParams.get('count')),
        startIndex: number(searchParams.get('startIndex')),
        filter: searchParams.get('filter') ?? undefined,
      },
    },
    onEvent,
  );
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
  });
  response.end(JSON.stringify(data));
}

function number(parameter) {
  return parameter ? parseInt(parameter, 10) : undefined;
}

serve({
  listener: (request, response) => {
    answer(request, response).catch((reason) => {
      complain(reason);
      response.writeHead(500).end('Internal Server Error');
    });
  },
  basePath: `${SCIM_PATH}/${directory.id}`,
  token: directory.scim.secret,
});
