import { getRawData } from '@jupiterone/integration-sdk-core';

import { createEntity, type EntityType } from './entities';

const USER: EntityType = {
  resourceName: 'User',
  _type: 'acme_user',
  _class: ['User'],
};

beforeAll(() => {
  process.env.ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION = 'true';
});

afterAll(() => {
  delete process.env.ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION;
});

test('has type, class, properties, and the name for display', () => {
  const entity = createEntity(USER, {
    _key: 'acme_user:1',
    name: 'Ada',
    username: 'ada',
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
  const entity = createEntity(USER, {
    _key: 'acme_user:1',
    name: 'Ada',
    displayName: 'Ada (admin)',
    username: 'ada',
  });

  expect(entity.displayName).toBe('Ada (admin)');
});

test('has the raw data that it is given, and no properties of it', () => {
  const entity = createEntity(
    USER,
    { _key: 'acme_user:1', name: 'Ada', username: 'ada' },
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
  const entity = createEntity(USER, {
    _key: 'acme_user:1',
    name: 'Ada',
    username: 'ada',
    _type: 'other_type',
    _class: ['Device'],
  });

  expect(entity).toMatchObject({ _type: 'acme_user', _class: ['User'] });
});
