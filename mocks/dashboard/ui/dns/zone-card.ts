import { html, type TemplateResult } from 'lit-html';
import { confirmed } from '../../../../src/web/ui/dialog.ts';
import { emptyState } from '../../../../src/web/ui/empty.ts';
import { address, foreign } from '../../../../src/web/ui/foreign.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { toast } from '../../../../src/web/ui/toast.ts';
import { replaceRecord, type ZoneRecord } from '../data/dns.ts';
import { tame } from '../frame/tame.ts';
import { dnsText } from './dns.text.ts';
import { editRecord } from './record-dialog.ts';
import { dataOf } from './record-fields.ts';

const nameOf = (record: ZoneRecord): string => tame(`${record.name} ${record.type} ${dataOf(record)}`);

const remove = async (record: ZoneRecord, changed: () => void): Promise<void> => {
  const text = dnsText();
  const sure = await confirmed({ title: text.removeTitle, text: foreign(nameOf(record)), confirm: text.remove, danger: true });
  if (!sure) return;
  try {
    await replaceRecord(record, undefined);
    toast({ text: text.removed(nameOf(record)), tone: 'good' });
  } catch (error) {
    toast({ text: error instanceof Error ? error.message : String(error), tone: 'bad' });
  }
  changed();
};

const edit = async (record: ZoneRecord | undefined, changed: () => void): Promise<void> => {
  if (await editRecord(record)) changed();
};

const row = (record: ZoneRecord, changed: () => void): TemplateResult => {
  const text = dnsText();
  return html`
    <tr>
      <th scope="row" data-label=${text.name}>${address(record.name)}</th>
      <td data-label=${text.type}>${record.type}</td>
      <td data-label=${text.ttl} class="number">${record.ttl}</td>
      <td data-label=${text.data}>${address(dataOf(record))}</td>
      <td><div class="row tight">
        <button type="button" class="button small quiet icon-only" aria-label=${text.editThis(nameOf(record))} title=${text.edit}
          @click=${() => edit(record, changed)}>${icon('edit')}</button>
        <button type="button" class="button small quiet icon-only" aria-label=${text.removeThis(nameOf(record))} title=${text.remove}
          @click=${() => remove(record, changed)}>${icon('trash')}</button>
      </div></td>
    </tr>
  `;
};

/** The records that the mock answers from, each to be edited; `changed` is called when the zone is another. */
export const zoneCard = (records: readonly ZoneRecord[], changed: () => void): TemplateResult => {
  const text = dnsText();
  const add = html`<button type="button" class="button" @click=${() => edit(undefined, changed)}>${icon('plus')}${text.add}</button>`;
  if (records.length === 0) return emptyState({ icon: 'globe', title: text.noRecords, text: text.noRecordsText, actions: add });
  return html`
    <div class="card-head"><h2>${text.zone}</h2>${add}</div>
    <div class="table-frame"><table class="table dense cards" aria-label=${text.zoneTable}>
      <thead><tr><th scope="col">${text.name}</th><th scope="col">${text.type}</th><th scope="col" class="number">${text.ttl}</th><th scope="col">${text.data}</th><th scope="col"><span class="spoken">${text.actions}</span></th></tr></thead>
      <tbody>${records.map((record) => row(record, changed))}</tbody>
    </table></div>
  `;
};
