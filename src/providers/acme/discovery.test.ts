import {
  declaredPath,
  ResourceTypes,
  ServiceProviderConfig,
} from './discovery';

describe('ServiceProviderConfig', () => {
  test('reads capabilities in the usual wrong types', () => {
    expect(
      ServiceProviderConfig.parse({
        patch: { supported: 'true' },
        bulk: { supported: 0 },
        sort: true,
        etag: null,
        changePassword: 'false',
        filter: { supported: 1, maxResults: '200' },
      }),
    ).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      sort: { supported: true },
      etag: null,
      changePassword: { supported: false },
      filter: { supported: true, maxResults: 200 },
    });
    expect(ServiceProviderConfig.parse({ filter: false }).filter).toEqual({
      supported: false,
    });
  });

  test.each([0, -1, 'many', null, 1.5])(
    'takes a maximum of %j for unknown',
    (maxResults) => {
      const { filter } = ServiceProviderConfig.parse({
        filter: { maxResults },
      });

      expect(filter?.maxResults).toBeUndefined();
    },
  );
});

test.each([
  ['a list response', { Resources: [{ name: 'User' }] }],
  ['a list response in lower case', { resources: [{ name: 'User' }] }],
  ['a bare list', [{ name: 'User' }]],
  ['a single one', { NAME: 'User' }],
])('resource types come as %s', (_name, body) => {
  expect(ResourceTypes.parse(body)).toEqual([{ name: 'User' }]);
});

const baseUrl = new URL('https://idp.example/scim/v2/');
const schema = 'urn:ietf:params:scim:schemas:core:2.0:User';

test.each<[string, string[], string | undefined]>([
  ['with a slash', ['/Users'], '/Users'],
  ['without a slash', ['Users/'], '/Users'],
  ['below the base path, which it repeats', ['/scim/v2/Users'], '/Users'],
  ['after that of the user who asks', ['/Me', '/Users'], '/Users'],
  ['at another host', ['https://evil.example/Users'], undefined],
  ['above the base path', ['/../../Users'], undefined],
  ['nowhere', [], undefined],
])('a path is declared %s', (_name, endpoints, path) => {
  const types = endpoints.map((endpoint) => ({
    name: 'User',
    endpoint,
    schema: schema.toUpperCase(),
  }));

  expect(declaredPath(types, schema, baseUrl)).toBe(path);
});
