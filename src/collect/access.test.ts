import { authorizationOf } from './access';

const USERS = {
  what: 'users',
  roles: ['Reader'],
  oauthScopes: ['users.read'],
  endpoints: ['GET /users'],
};

it('says once what several data sets need', () => {
  const factors = {
    ...USERS,
    what: 'factors',
    licenses: ['Factors'],
    endpoints: ['GET /users', 'GET /users/{userId}/factors'],
  };

  expect(authorizationOf([USERS, factors])).toEqual({
    roles: ['Reader'],
    oauthScopes: ['users.read'],
    licenses: ['Factors'],
    endpoints: ['GET /users', 'GET /users/{userId}/factors'],
  });
});

it('does not demand what a step can do without', () => {
  const owners = {
    what: 'owners',
    permissions: ['owners.read'],
    endpoints: ['GET /owners'],
    withoutIt: 'owners are unknown',
  };

  expect(authorizationOf([USERS, owners])).toEqual({
    roles: ['Reader'],
    oauthScopes: ['users.read'],
    endpoints: ['GET /users', 'GET /owners'],
  });
});
