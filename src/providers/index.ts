import { acme } from './acme';
import type { RegisteredProvider } from './provider';

/** All identity providers, in the order in which they are documented. */
export const providers: readonly RegisteredProvider[] = [acme];
