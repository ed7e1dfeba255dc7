import { register } from '../../collect/provider';

import { ScimClient } from './client';
import { configFields, parseConfig } from './config';
import { ingestionSources } from './model';
import { steps } from './steps';

/** Any directory with a SCIM 2.0 service; also the model for new providers. */
export const acme = register({
  id: 'acme',
  name: 'SCIM 2.0',
  configFields,
  ingestionSources,
  parseConfig,
  createClient: (settings, context) => new ScimClient(settings, context),
  verify: (client) => client.verify(),
  steps,
});
