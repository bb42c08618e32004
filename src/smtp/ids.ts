// Identifiers as the gateway's operator reads them. Branded so that one kind is never passed for another.

declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** Message id number in the gateway. */
export type Mid = Branded<'Mid'>;
/** Injection connection id: one inbound SMTP connection. */
export type Icid = Branded<'Icid'>;
/** Delivery connection id: one outbound SMTP connection. 0 means that no connection was made. */
export type Dcid = Branded<'Dcid'>;
/** Recipient id within a message, counted from 0. */
export type Rid = Branded<'Rid'>;

export const mid = (value: number): Mid => value as Mid;
export const icid = (value: number): Icid => value as Icid;
export const dcid = (value: number): Dcid => value as Dcid;
export const rid = (value: number): Rid => value as Rid;

/** DCID 0: the gateway's way to say that no connection was made. */
export const NO_CONNECTION: Dcid = dcid(0);
