import { collapsingAttributes, customAttributes, isPrivate } from './profile';

/** All attributes, where no property is made otherwise. */
const profileProperties = (profile: Record<string, unknown>) =>
  customAttributes(profile, 'all', () => false);

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
  'apiKey',
  'privateKey',
  'sshKeys',
  'encryptionKey',
  'credential',
  'recoveryAnswer',
  'otpSeed',
  'pwd',
  'pinCode',
  'salary',
  'iban',
  'bankAccount',
  'creditCard',
  'national_id',
  'taxId',
  'passportNumber',
  'driversLicense',
  'dob',
  'gender',
  'religion',
  'ethnicity',
  'homeAddr',
  'addr1',
  'tel',
  'cell',
  'handy',
  'pager',
  'emergencyContact',
  'birthDateType',
  'genderStatus',
  'addresses',
  'homeAddresses',
  'workPhones',
  'licenses',
  'refreshTokens',
  'tokenValue',
])('leaves out %s: it is personal or a secret', (attribute) => {
  expect(profileProperties({ [attribute]: 'x' })).toEqual({});
});

test.each([
  'businessName',
  'businessNumber',
  'className',
  'accessNumber',
  'secretary',
  'microphone',
  'Halifax',
  'birthright',
  'automobile',
  'company',
  'tokenType',
  'password_policy',
  'apiKeyExpiry',
  'phoneType',
  'ipAddress',
  'webAddress',
  'macAddresses',
  'emailAddress',
])('%s is neither personal nor a secret', (attribute) => {
  expect(isPrivate(attribute)).toBe(false);
});

test('tells which attributes have the name of another one', () => {
  const names = ['cost_center', 'costCenter', 'cost-center', 'badge'];

  expect(collapsingAttributes(names, 'all')).toEqual([
    'costCenter',
    'cost-center',
  ]);
  expect(collapsingAttributes(names, new Set(['costCenter']))).toEqual([]);
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
