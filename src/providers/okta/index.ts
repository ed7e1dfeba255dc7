import { register } from '../../collect/provider';

import { OktaClient } from './client';
import { configFields, parseConfig } from './config';
import { ingestionSources } from './model';
import { steps } from './steps';

/** Okta, Classic and Identity Engine, through its management API. */
export const okta = register({
  id: 'okta',
  name: 'Okta',
  configFields,
  ingestionSources,
  parseConfig,
  createClient: (settings, context) => new OktaClient(settings, context),
  verify: (client) => client.verify(),
  steps,
});
