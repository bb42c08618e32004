import { html, type TemplateResult } from 'lit-html';
import { confirmed } from '../../../../src/web/ui/dialog.ts';
import { emptyState } from '../../../../src/web/ui/empty.ts';
import { address, foreign } from '../../../../src/web/ui/foreign.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { problemLine } from '../../../../src/web/ui/problem-text.ts';
import { toast } from '../../../../src/web/ui/toast.ts';
import { RecordInHand, type ZoneRecord } from '../data/dns.ts';
import { tame } from '../frame/tame.ts';
import { dnsText } from './dns.text.ts';
import { editRecord } from './record-dialog.ts';
import { dataOf } from './record-fields.ts';

const nameOf = (record: ZoneRecord): string => tame(`${record.name} ${record.type} ${dataOf(record)}`);

/** Does something to a record as it stands in its set now; tells when it cannot be done. */
const withRecord = async (record: ZoneRecord, changed: () => void, act: (inHand: RecordInHand) => Promise<unknown>): Promise<void> => {
  try {
    const inHand = await RecordInHand.take(record);
    if (inHand === undefined) toast({ text: dnsText().goneMeanwhile(nameOf(record)), tone: 'bad' });
    else await act(inHand);
  } catch (error) {
    toast({ text: problemLine(error), tone: 'bad' });
  }
  changed();
};

const remove = async (inHand: RecordInHand): Promise<void> => {
  const text = dnsText();
  const { record } = inHand;
  const sure = await confirmed({ title: text.removeTitle, text: foreign(nameOf(record)), confirm: text.remove, danger: true });
  if (!sure) return;
  await inHand.replace(undefined);
  toast({ text: text.removed(nameOf(record)), tone: 'good' });
};

const addNew = async (changed: () => void): Promise<void> => {
  if (await editRecord()) changed();
};

const row = (record: ZoneRecord, changed: () => void): TemplateResult => {
  const text = dnsText();
  return html`
    <tr>
      <th scope="row" data-label=${text.name}>${address(record.name)}</th>
      <td data-label=${text.type}>${record.type}</td>
      <td data-label=${text.ttl} class="number">${record.ttl}</td>
      <td data-label=${text.data}>${address(dataOf(record))}</td>
      <td class="actions"><div class="row tight">
        <button type="button" class="button small quiet icon-only" aria-label=${text.editThis(nameOf(record))} title=${text.edit}
          @click=${() => withRecord(record, changed, editRecord)}>${icon('edit')}</button>
        <button type="button" class="button small quiet icon-only" aria-label=${text.removeThis(nameOf(record))} title=${text.remove}
          @click=${() => withRecord(record, changed, remove)}>${icon('trash')}</button>
      </div></td>
    </tr>
  `;
};

/** The records that the mock answers from, each to be edited; `changed` is called when the zone is another. */
export const zoneCard = (records: readonly ZoneRecord[], changed: () => void): TemplateResult => {
  const text = dnsText();
  const add = html`<button type="button" class="button" @click=${() => addNew(changed)}>${icon('plus')}${text.add}</button>`;
  if (records.length === 0) return emptyState({ icon: 'globe', title: text.noRecords, text: text.noRecordsText, actions: add });
  return html`
    <div class="card-head"><h2>${text.zone}</h2>${add}</div>
    <div class="table-frame"><table class="table dense cards" aria-label=${text.zoneTable}>
      <thead><tr><th scope="col">${text.name}</th><th scope="col">${text.type}</th><th scope="col" class="number">${text.ttl}</th><th scope="col">${text.data}</th><th scope="col"><span class="spoken">${text.actions}</span></th></tr></thead>
      <tbody>${records.map((record) => row(record, changed))}</tbody>
    </table></div>
  `;
};
