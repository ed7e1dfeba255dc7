import { getRawData } from '@jupiterone/integration-sdk-core';

import { entityModel, type PropertyValue, toEntity } from './entities';

interface Source {
  properties: Record<string, PropertyValue>;
  raw?: object;
}

const USER = entityModel<Source>({
  resourceName: 'User',
  _type: 'acme_user',
  _class: ['User'],
  key: () => 'acme_user:1',
  properties: {
    name: ['Name', () => 'Ada'],
    username: ['Name to log in with', () => 'ada'],
  },
  others: { description: 'others', read: ({ properties }) => properties },
  raw: ({ raw }) => raw,
});

const createEntity = (properties: Source['properties'], raw?: object) =>
  toEntity(USER, { properties, raw });

beforeAll(() => {
  process.env.ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION = 'true';
});

afterAll(() => {
  delete process.env.ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION;
});

test('has type, class, properties, and the name for display', () => {
  const entity = createEntity({
    active: undefined,
    lastLoginOn: 1_700_000_000_000,
  });

  expect(entity).toMatchObject({
    _key: 'acme_user:1',
    _type: 'acme_user',
    _class: ['User'],
    name: 'Ada',
    displayName: 'Ada',
    username: 'ada',
    lastLoginOn: 1_700_000_000_000,
  });
  expect(entity.active).toBeUndefined();
  expect(entity.createdOn).toBeUndefined();
  expect(entity._rawData).toEqual([]);
});

test('may be displayed by another name', () => {
  const model = entityModel<Source>({
    ...USER,
    properties: {
      ...USER.properties,
      displayName: ['Name for display', () => 'Ada (admin)'],
    },
  });
  const entity = toEntity(model, { properties: {} });

  expect(entity.displayName).toBe('Ada (admin)');
});

test('has the raw data that it is given, and no properties of it', () => {
  const entity = createEntity(
    {},
    { id: 1, email: 'ada@acme.example', tags: { a: 'b' }, status: 'active' },
  );

  expect(getRawData(entity)).toEqual({
    id: 1,
    email: 'ada@acme.example',
    tags: { a: 'b' },
    status: 'active',
  });
  expect(entity.email).toBeUndefined();
  expect(entity.active).toBeUndefined();
  expect(entity['tag.a']).toBeUndefined();
});

test('cannot be another type or class than declared', () => {
  const entity = createEntity({
    _type: 'other_type',
    _class: ['Device'],
  });

  expect(entity).toMatchObject({ _type: 'acme_user', _class: ['User'] });
});

test('keeps what its own rows say, also where they know nothing', () => {
  const model = entityModel<Source>({
    ...USER,
    properties: { ...USER.properties, admin: ['Whether', () => undefined] },
  });

  expect(toEntity(model, { properties: { admin: true } }).admin).toBe(
    undefined,
  );
});
