import type { ForwarderParts } from '../../forwarder/forwarder.ts';
import { type Shadow, watchFactory, watchFunction, watchObject, watchUse } from './shadow.ts';
import { type Call, type Script, writeDown } from './transcript.ts';
import { watchCopyReport, watchDispatch } from './watched-actions.ts';

type Dialogue = ForwarderParts['dialogue'];
type DotStuffer = ReturnType<ForwarderParts['newDotStuffer']>;

/** The shadows of one part: those of the variants that exchange it. */
export type ShadowsOf = <Key extends keyof ForwarderParts>(key: Key) => readonly Shadow<ForwarderParts[Key]>[];

/** Takes a call of a part that talks to the outside, to run the parts of variants against it when the scenario is over. */
export type Keep = <Part>(shadows: readonly Shadow<Part>[], call: Call<Part>) => void;

/** A stuffer adds to the list that it is given: each gets a list of its own. */
const watchStuffer = (base: DotStuffer, shadows: readonly Shadow<DotStuffer>[]): DotStuffer => {
  const own = (part: DotStuffer) => ({
    push: (chunk: Buffer): Buffer => {
      const out: Buffer[] = [];
      part.push(chunk, out);
      return Buffer.concat(out);
    },
    finish: () => part.finish(),
  });
  const watched = watchObject(
    own(base),
    shadows.map((shadow) => ({
      ...shadow,
      part: own(shadow.part),
      get infected() {
        return shadow.infected;
      },
    })),
  );
  return { push: (chunk, out) => void out.push(watched.push(chunk)), finish: () => watched.finish() };
};

const noting = async <Value>(call: Pick<Call<never>, 'outcome'>, running: Promise<Value>): Promise<Value> => {
  const value = await running;
  call.outcome = { value };
  return value;
};

const watchDialogue = (standard: ForwarderParts, shadowsOf: ShadowsOf, keep: Keep): Dialogue => {
  const base = standard.dialogue;
  const shadows = shadowsOf('dialogue');
  const begin = (again: Call<Dialogue>['again'], script: Script): Call<Dialogue> => {
    const call: Call<Dialogue> = { script, outcome: undefined, again };
    keep(shadows, call);
    return call;
  };
  return {
    open: (channel, settings, secured) => {
      const script: Script = [];
      const call = begin((part, object) => part.open(object(channel), settings, (session) => object({ secured }).secured(session)), script);
      const told = writeDown({ secured }, script);
      return noting(
        call,
        base.open(writeDown(channel, script), settings, (session) => told.secured(session)),
      );
    },
    send: (channel, submission, settings) => {
      const script: Script = [];
      const beforeFinalDot = submission.beforeFinalDot ?? (() => undefined);
      const plain = { ...settings, newDotStuffer: standard.newDotStuffer };
      const call = begin(
        (part, object) =>
          part.send(object(channel), { ...submission, beforeFinalDot: () => object({ beforeFinalDot }).beforeFinalDot() }, plain),
        script,
      );
      const asked = writeDown({ beforeFinalDot }, script);
      return noting(call, base.send(writeDown(channel, script), { ...submission, beforeFinalDot: () => asked.beforeFinalDot() }, settings));
    },
    reset: (channel, timeoutMs) => {
      const script: Script = [];
      const call = begin((part, object) => part.reset(object(channel), timeoutMs), script);
      return noting(call, base.reset(writeDown(channel, script), timeoutMs));
    },
    quit: (channel) => {
      const script: Script = [];
      const call = begin((part, object) => part.quit(object(channel)), script);
      return noting(call, base.quit(writeDown(channel, script)));
    },
  };
};

const watchLookUp = ({ lookUp }: ForwarderParts, shadowsOf: ShadowsOf, keep: Keep): ForwarderParts['lookUp'] => {
  const shadows = shadowsOf('lookUp');
  return (nameServer, domain) => {
    const script: Script = [];
    const call: Call<ForwarderParts['lookUp']> = { script, outcome: undefined, again: (part, object) => part(object(nameServer), domain) };
    keep(shadows, call);
    return noting(call, lookUp(writeDown(nameServer, script), domain));
  };
};

/** The documented parts, with those of the variants run beside them. */
export const watchedParts = (standard: ForwarderParts, shadowsOf: ShadowsOf, keep: Keep): ForwarderParts => ({
  journals: watchFunction(standard.journals, shadowsOf('journals')),
  newScanner: watchFactory(standard.newScanner, shadowsOf('newScanner')),
  policyGroups: watchFunction(standard.policyGroups, shadowsOf('policyGroups')),
  intakeAddress: watchFunction(standard.intakeAddress, shadowsOf('intakeAddress')),
  traceFields: watchFunction(standard.traceFields, shadowsOf('traceFields')),
  buildCopy: watchFunction(standard.buildCopy, shadowsOf('buildCopy')),
  readJournaling: watchFunction(standard.readJournaling, shadowsOf('readJournaling')),
  settingsInForce: watchFunction(standard.settingsInForce, shadowsOf('settingsInForce')),
  policyRows: watchFunction(standard.policyRows, shadowsOf('policyRows')),
  copyLifeMs: watchFunction(standard.copyLifeMs, shadowsOf('copyLifeMs')),
  leftovers: watchFunction(standard.leftovers, shadowsOf('leftovers')),
  newAttemptBudget: watchFactory(standard.newAttemptBudget, shadowsOf('newAttemptBudget')),
  retryTable: watchFunction(standard.retryTable, shadowsOf('retryTable')),
  connectionPolicy: watchObject(standard.connectionPolicy, shadowsOf('connectionPolicy')),
  routeKeptMs: watchFunction(standard.routeKeptMs, shadowsOf('routeKeptMs')),
  isUnreachable: watchFunction(standard.isUnreachable, shadowsOf('isUnreachable')),
  tlsOptions: watchFunction(standard.tlsOptions, shadowsOf('tlsOptions')),
  trusts: watchFunction(standard.trusts, shadowsOf('trusts')),
  newReplyParser: watchFactory(standard.newReplyParser, shadowsOf('newReplyParser')),
  newDotStuffer: watchFactory(standard.newDotStuffer, shadowsOf('newDotStuffer'), watchStuffer),
  logFormat: watchObject(standard.logFormat, shadowsOf('logFormat')),
  trackingFormat: watchObject(standard.trackingFormat, shadowsOf('trackingFormat')),
  newCounter: watchFactory(standard.newCounter, shadowsOf('newCounter')),
  tophosts: watchFunction(standard.tophosts, shadowsOf('tophosts')),
  hostStatus: watchFunction(standard.hostStatus, shadowsOf('hostStatus')),
  dialogue: watchDialogue(standard, shadowsOf, keep),
  lookUp: watchLookUp(standard, shadowsOf, keep),
  dispatch: watchDispatch(standard.dispatch, shadowsOf('dispatch')),
  newCopyReport: watchCopyReport(standard.newCopyReport, shadowsOf('newCopyReport'), standard),
  // These act: on queues, on the log, on timers. Or what they answer is a function.
  newCopyQueue: watchUse(standard.newCopyQueue, shadowsOf('newCopyQueue')),
  newRouter: watchUse(standard.newRouter, shadowsOf('newRouter')),
  trackingMatcher: (query) => {
    for (const shadow of shadowsOf('trackingMatcher')) shadow.infect();
    return standard.trackingMatcher(query);
  },
});
