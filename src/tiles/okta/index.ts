import { okta } from '../../providers/okta';
import { tileOf } from '../../tile';

/** The integration of this provider alone. */
export const invocationConfig = tileOf(okta);
