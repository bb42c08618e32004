import { ask } from '../../../../src/web/ui/api.ts';
import { type Resource, resource } from '../../../../src/web/ui/resource.ts';
import type { FileOrder, LabView, SendOrder, SendReport } from '../../../api/lab.ts';

/** The gateway beside this mock, and how far the walkthrough has come; fails with 404 where the mock runs alone. */
export const labResource = (): Resource<LabView> => resource((signal) => ask<LabView>('/api/v1/lab', { signal }));

export const sendMessages = (body: Partial<SendOrder>): Promise<SendReport> =>
  ask<SendReport>('/api/v1/lab/messages', { method: 'POST', body });

export const sendFiles = (body: Partial<FileOrder>): Promise<SendReport> => ask<SendReport>('/api/v1/lab/files', { method: 'POST', body });
