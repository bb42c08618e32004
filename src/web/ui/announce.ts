/** The one place from which screen readers are spoken to; it must exist before it is filled. */
const region = document.createElement('div');
region.className = 'spoken';
region.setAttribute('aria-live', 'polite');
document.body.append(region);

/** Tells screen readers something that everybody else sees. */
export const announce = (text: string): void => {
  // The same text twice would be no change, and so not be read.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
};
