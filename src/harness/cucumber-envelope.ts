import type { runCucumber } from '@cucumber/cucumber/api';

/** One Cucumber message, typed by the version of Cucumber that sends it. */
export type Envelope = Parameters<NonNullable<Parameters<typeof runCucumber>[2]>>[0];
type Of<Kind extends keyof Envelope> = NonNullable<Envelope[Kind]>;
export type GherkinDocument = Of<'gherkinDocument'>;
export type Pickle = Of<'pickle'>;
export type TestCase = Of<'testCase'>;
export type TestStepFinished = Of<'testStepFinished'>;
export type Attachment = Of<'attachment'>;

/** Milliseconds of a Cucumber duration or time stamp. */
export const toMs = (time: { readonly seconds: number; readonly nanos: number }): number => time.seconds * 1000 + time.nanos / 1e6;
