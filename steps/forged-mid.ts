/** LOG-12: a MID that no system gives in a scenario; a log line about it was made up by a message. */
export const FORGED_MID = 666_666;
