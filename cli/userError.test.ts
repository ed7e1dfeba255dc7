import { explain, UserError } from './userError';

function missing(module: string): Error {
  const message = `Cannot find module '${module}'\nRequire stack:\n- here`;
  return Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND' });
}

it('shows no trace of what the user can repair', () => {
  expect(explain(new UserError('There is no step "x".'))).toBe(
    'There is no step "x".',
  );
});

it.each([
  ['express', 'express'],
  [
    '@jupiterone/integration-sdk-runtime/dist',
    '@jupiterone/integration-sdk-runtime',
  ],
])('says which package is missing (%s)', (module, name) => {
  expect(explain(missing(module))).toBe(
    `This command needs the package ${name}, which is not installed: npm install ${name}`,
  );
});

it('shows the trace of a bug, be it a file that is missing', () => {
  expect(explain(missing('./nowhere'))).toContain('userError.test');
  expect(explain(new TypeError('x is not a function'))).toContain('at ');
});
