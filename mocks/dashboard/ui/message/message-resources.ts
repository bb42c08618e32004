import { type Resource, resource } from '../../../../src/web/ui/resource.ts';
import type { MessageDetails } from '../../../store/message-record.ts';
import type { CopyView } from '../../message-view/view-model.ts';
import { messageDetails, messageView } from '../data/messages.ts';
import { type MessageOrigin, messageOrigin } from '../data/origin.ts';

/** What is known of one message; each part is asked for when it is first looked at. */
export interface MessageResources {
  readonly id: number;
  readonly details: Resource<MessageDetails>;
  readonly view: Resource<CopyView>;
  readonly origin: Resource<MessageOrigin>;
  dispose(): void;
}

export const messageResources = (id: number): MessageResources => {
  const details = resource((signal) => messageDetails(id, signal));
  const view = resource((signal) => messageView(id, signal));
  const origin = resource((signal) => messageOrigin(id, signal));
  return {
    id,
    details,
    view,
    origin,
    dispose() {
      for (const one of [details, view, origin]) one.dispose();
    },
  };
};
