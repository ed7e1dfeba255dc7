/** Core schema of a User (RFC 7643 section 4.1). */
export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Core schema of a Group (RFC 7643 section 4.2). */
export const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** Enterprise User extension (RFC 7643 section 4.3). */
export const ENTERPRISE_URN =
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** An item of a multi-valued attribute (RFC 7643 section 2.4). */
export interface MultiValue {
  value: string;
  display?: string;
  type?: string;
  primary?: boolean;
}

/** A postal address (RFC 7643 section 4.1.2). */
export interface Address {
  formatted: string;
  streetAddress: string;
  locality: string;
  country: string;
  type: string;
}

/** A membership seen from the user (RFC 7643 section 4.1.2). */
export interface UserGroup {
  value: string;
  /** Relative to the user's own location, as in the examples of RFC 7643. */
  $ref: string;
  display: string;
  /** `indirect`: inherited through a nested group. */
  type: 'direct' | 'indirect';
}

/** A membership seen from the group (RFC 7643 section 4.2). */
export interface Member {
  value: string;
  /** Relative to the group's own location, as in the examples of RFC 7643. */
  $ref: string;
  type: 'User' | 'Group';
  display: string;
}

/** What the Enterprise User extension says (RFC 7643 section 4.3). */
export interface Enterprise {
  employeeNumber: string;
  costCenter: string;
  organization: string;
  division: string;
  department: string;
  manager?: { value: string; $ref: string; displayName: string };
}

/** Metadata of a resource; the server adds `location` (RFC 7643 section 3.1). */
export interface Meta<Type extends string> {
  resourceType: Type;
  /** ISO 8601, UTC. */
  created: string;
  /** ISO 8601, UTC. */
  lastModified: string;
}

/** A User as the directory holds it (RFC 7643 section 4.1). */
export interface ScimUser {
  schemas: string[];
  id: string;
  externalId?: string;
  userName: string;
  name?: { formatted: string; familyName: string; givenName: string };
  displayName: string;
  nickName?: string;
  title?: string;
  userType: string;
  preferredLanguage?: string;
  locale?: string;
  timezone?: string;
  active: boolean;
  emails?: MultiValue[];
  phoneNumbers?: MultiValue[];
  ims?: MultiValue[];
  photos?: MultiValue[];
  addresses?: Address[];
  groups?: UserGroup[];
  entitlements?: MultiValue[];
  roles?: MultiValue[];
  x509Certificates?: MultiValue[];
  [ENTERPRISE_URN]?: Enterprise;
  meta: Meta<'User'>;
}

/** A Group as the directory holds it (RFC 7643 section 4.2). */
export interface ScimGroup {
  schemas: string[];
  id: string;
  externalId?: string;
  displayName: string;
  members: Member[];
  meta: Meta<'Group'>;
}

/**
 * All that a directory holds. The simulators read it anew for each request, so
 * a test may add and remove records while they are being read.
 */
export interface Organization {
  users: ScimUser[];
  groups: ScimGroup[];
}
