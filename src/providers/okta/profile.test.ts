import { profileProperties } from './profile';

test('gives texts, numbers, booleans and lists of them by name in camel case', () => {
  expect(
    profileProperties({
      department: ' Engineering ',
      cost_center_code: 'C-1',
      'badge-count': 2,
      isContractor: false,
      Shoe_Size: 41.5,
      badgeNumbers: ['A1', 'A1', 7, null],
    }),
  ).toEqual({
    department: 'Engineering',
    costCenterCode: 'C-1',
    badgeCount: 2,
    isContractor: false,
    shoeSize: 41.5,
    badgeNumbers: ['A1', '7'],
  });
});

test('leaves out what is empty, nested or has no name', () => {
  expect(
    profileProperties({
      empty: ' ',
      nothing: null,
      none: [],
      nested: { a: 1 },
      infinite: Infinity,
      '---': 'x',
    }),
  ).toEqual({});
});

test.each([
  'mobilePhone',
  'primaryPhone',
  'streetAddress',
  'postalAddress',
  'home_address',
  'zipCode',
  'city',
  'state',
  'initialPassword',
  'apiToken',
  'clientSecret',
  'ssn',
  'birthDate',
])('leaves out %s: it is personal or a secret', (attribute) => {
  expect(profileProperties({ [attribute]: 'x' })).toEqual({});
});

test('an address for e-mail is no postal address', () => {
  expect(profileProperties({ emailAddress: 'a@b.example' })).toEqual({
    emailAddress: 'a@b.example',
  });
});

test('leaves out what the data model reserves for other types, and writes its texts as texts', () => {
  expect(
    profileProperties({
      tags: 'x',
      active: 'yes',
      createdOn: 'today',
      mfaEnabled: true,
      owner: 7,
      description: ['a'],
    }),
  ).toEqual({ owner: '7', description: 'a' });
});
