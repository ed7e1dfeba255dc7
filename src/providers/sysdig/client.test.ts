import { ErrorBody } from './client';

test.each([
  [{ message: 'a' }],
  [{ errors: [{ reason: 'a', message: null }] }],
  [{ error: 'a' }],
  [{ errors: 'a' }],
])('an error body %j is read', (body) => {
  expect(ErrorBody.safeParse(body).success).toBe(true);
});
