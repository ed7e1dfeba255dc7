import { register } from '../../collect/provider';

import { account } from './account';
import { ScimClient } from './client';
import { configTable, parseConfig } from './config';
import { groups, groupsSource } from './groups';
import { groupMembers } from './members';
import { users, verify } from './users';

/** Any directory with a SCIM 2.0 service; also the model for new providers. */
export const acme = register({
  id: 'acme',
  name: 'SCIM 2.0',
  configTable,
  ingestionSources: groupsSource,
  parseConfig,
  createClient: (settings, context) => new ScimClient(settings, context),
  verify,
  pace: { atOnce: 2 },
  steps: [account, users, groups, groupMembers],
});
