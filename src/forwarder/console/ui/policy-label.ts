import { commonText } from './common-text.ts';

/** How a policy is called in the table: the last one has a name of its own. */
export const policyLabel = ({ name, isDefault }: { readonly name: string; readonly isDefault: boolean }): string =>
  isDefault ? commonText().defaultPolicy : name;
