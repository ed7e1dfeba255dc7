import { parseImageReference } from './imageReference';

test.each([
  ['nginx', { repository: 'nginx' }],
  ['nginx:1.27', { repository: 'nginx', tag: '1.27' }],
  ['library/nginx:1.27', { repository: 'library/nginx', tag: '1.27' }],
  [
    'docker.io/library/nginx:1.27',
    { registry: 'docker.io', repository: 'library/nginx', tag: '1.27' },
  ],
  [
    'registry.example:5000/shop/web:1.4.2',
    { registry: 'registry.example:5000', repository: 'shop/web', tag: '1.4.2' },
  ],
  ['localhost/web', { registry: 'localhost', repository: 'web' }],
  [
    'registry.example:5000/web',
    { registry: 'registry.example:5000', repository: 'web' },
  ],
  [
    'registry.example/web:1@sha256:11',
    {
      registry: 'registry.example',
      repository: 'web',
      tag: '1',
      digest: 'sha256:11',
    },
  ],
  ['web@sha256:11', { repository: 'web', digest: 'sha256:11' }],
  ['', {}],
  [':', {}],
  ['@', {}],
])('%s', (reference, expected) => {
  const parts = Object.entries(parseImageReference(reference)).filter(
    ([, part]) => part !== undefined,
  );
  expect(Object.fromEntries(parts)).toEqual(expected);
});
