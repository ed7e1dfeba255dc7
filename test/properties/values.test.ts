import fc from 'fast-check';

import {
  entityModel,
  type PropertyValue,
  toEntity,
} from '../../src/graph/entities';
import {
  email,
  epochTime,
  link,
  text,
  texts,
  time,
} from '../../src/graph/properties';
import { anything, oddText } from './wireValues';

const OPTIONS = { seed: 20_240_609, numRuns: 2_000 };

type UserProperties = Record<string, PropertyValue> & { name: string };

const USER = entityModel<UserProperties>({
  resourceName: 'User',
  _type: 'sample_user',
  _class: ['User'],
  key: () => 'sample_user:1',
  properties: { name: ['Name', ({ name }) => name] },
  others: { description: 'others', read: (properties) => properties },
});

/** With it the SDK checks each entity that is created, as `collect` does. */
const VALIDATION = 'ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION';

beforeAll(() => {
  process.env[VALIDATION] = 'true';
});

afterAll(() => {
  delete process.env[VALIDATION];
});

function userWith(properties: UserProperties) {
  return toEntity(USER, properties);
}

it('gives the SDK nothing that its schema rejects, whatever the value', () => {
  fc.assert(
    fc.property(anything, fc.array(anything), (value, values) => {
      expect(() =>
        userWith({
          name: text(value) ?? 'a user',
          email: email(value),
          webLink: link(value),
          createdOn: time(value),
          updatedOn: epochTime(value, 1000),
          description: text(value),
          notes: texts(values),
        }),
      ).not.toThrow();
    }),
    OPTIONS,
  );
});

it('gives links and addresses of which the SDK rejects none', () => {
  const parts = fc.string({ unit: 'grapheme', maxLength: 20 });
  fc.assert(
    fc.property(
      fc
        .tuple(fc.webUrl(), parts)
        .map(([url, part]) => `${url}/${part}?${part}`),
      fc.tuple(parts, fc.domain()).map(([name, host]) => `${name}@${host}`),
      (url, address) => {
        expect(() =>
          userWith({
            name: 'a user',
            email: email(address),
            webLink: link(url),
          }),
        ).not.toThrow();
      },
    ),
    OPTIONS,
  );
});

it('gives the same when it is asked about what it gave', () => {
  fc.assert(
    fc.property(oddText, (value) => {
      for (const helper of [email, link, text]) {
        const given = helper(value);
        expect(helper(given)).toBe(given);
      }
    }),
    OPTIONS,
  );
});

it('gives times that a date can hold', () => {
  fc.assert(
    fc.property(anything, fc.constantFrom(1, 1000), (value, unit) => {
      const times = [time(value), epochTime(value, unit)].filter(
        (each) => each !== undefined,
      );
      expect(
        times.filter((ms) => Number.isNaN(new Date(ms).getTime())),
      ).toEqual([]);
    }),
    OPTIONS,
  );
});

it('gives the time of every date that is written in ISO 8601', () => {
  fc.assert(
    fc.property(
      fc.date({
        noInvalidDate: true,
        min: new Date('1970-01-01'),
        max: new Date('9999-12-31'),
      }),
      (date) => {
        expect(time(date.toISOString())).toBe(date.getTime());
      },
    ),
    OPTIONS,
  );
});
