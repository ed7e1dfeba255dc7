import { z } from 'zod';

const text = z.string().min(1);
const email = z
  .string()
  .regex(/^[^\sA-Z@]+@[^\sA-Z@]+$/, 'must be an e-mail address in lower case');
/** Epoch ms: later than 2001, which a time in seconds would not be. */
const time = z.number().int().min(1_000_000_000_000).max(4_102_444_800_000);
const link = z.url({ protocol: /^https?$/ });

/** What users of all providers have in common, where a provider knows it. */
export const UserVocabulary = z.looseObject({
  username: text.optional(),
  email: email.optional(),
  name: text,
  displayName: text,
  firstName: text.optional(),
  lastName: text.optional(),
  active: z.boolean().optional(),
  status: z
    .string()
    .regex(/^[^A-Z]+$/, 'must be in lower case')
    .optional(),
  mfaEnabled: z.boolean().optional(),
  mfaMethods: z.array(text).optional(),
  admin: z.boolean().optional(),
  superAdmin: z.boolean().optional(),
  locked: z.boolean().optional(),
  suspended: z.boolean().optional(),
  createdOn: time.optional(),
  updatedOn: time.optional(),
  lastLoginOn: time.optional(),
  passwordChangedOn: time.optional(),
  employeeType: text.optional(),
  employeeNumber: text.optional(),
  title: text.optional(),
  department: text.optional(),
  manager: text.optional(),
  webLink: link.optional(),
});

/** What accounts of all providers have in common. */
export const AccountVocabulary = z.looseObject({
  name: text,
  displayName: text,
  vendor: text,
  accountId: text,
  domain: text.optional(),
  webLink: link,
  createdOn: time.optional(),
});
