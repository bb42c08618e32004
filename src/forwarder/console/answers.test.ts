import { expect, expectTypeOf, it } from 'vitest';
import { TRACKED_STATES } from '../tracking/tracked-message.ts';
import type * as api from './api/schemas.ts';
import type * as ui from './ui/answers.ts';
import { TRACKED_STATES as SHOWN_STATES } from './ui/answers.ts';

// Checked by the compiler: what the server answers is what the pages take it for.

it('has the shape that the pages read', () => {
  expectTypeOf<api.GatewayAnswer>().toExtend<ui.GatewayAnswer>();
  expectTypeOf<api.SettingsAnswer>().toExtend<ui.SettingsAnswer>();
  expectTypeOf<api.PoliciesAnswer>().toExtend<ui.PoliciesAnswer>();
  expectTypeOf<api.DeliveryStatusAnswer>().toExtend<ui.DeliveryStatusAnswer>();
  expectTypeOf<api.HostAnswer>().toExtend<ui.HostAnswer>();
  expectTypeOf<api.TrackingAnswer>().toExtend<ui.TrackingAnswer>();
  expectTypeOf<api.LogAnswer>().toExtend<ui.LogAnswer>();
  expect(SHOWN_STATES).toEqual(TRACKED_STATES);
});
