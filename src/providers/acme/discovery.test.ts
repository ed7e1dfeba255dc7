import { ResourceTypes, ServiceProviderConfig } from './discovery';

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
