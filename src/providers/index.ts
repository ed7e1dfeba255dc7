import { acme } from './acme';
import { jumpcloud } from './jumpcloud';
import { okta } from './okta';
import type { RegisteredProvider } from '../collect/provider';
import { sysdig } from './sysdig';

/** All identity providers, in the order in which they are documented. */
export const providers: readonly RegisteredProvider[] = [
  acme,
  okta,
  jumpcloud,
  sysdig,
];
