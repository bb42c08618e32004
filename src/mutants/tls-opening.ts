import type { Dialogue } from '../forwarder/smtp-client/dialogue.ts';
import type { OpenSession } from '../forwarder/smtp-client/session.ts';
import type { PartsChange } from './variant.ts';

/** Opens sessions to the intake in another way; those to the next hop, where TLS is not required, stay as they are. */
export const opening =
  (change: (open: OpenSession) => OpenSession): PartsChange =>
  ({ dialogue }) => {
    const other = change(dialogue.open);
    const changed: Dialogue = {
      ...dialogue,
      open: (channel, settings, secured) => (settings.tls === 'required' ? other : dialogue.open)(channel, settings, secured),
    };
    return { dialogue: changed };
  };
