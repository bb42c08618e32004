import { language } from './i18n.ts';

// Formats of the current language. One takes longer to make than a thousand uses of it, and every draw of a page uses many.

const kept = <Options extends object, Format>(make: (language: string, options: Options) => Format): ((options: Options) => Format) => {
  const formats = new Map<string, Format>();
  return (options) => {
    const key = `${language()} ${JSON.stringify(options)}`;
    const format = formats.get(key) ?? make(language(), options);
    formats.set(key, format);
    return format;
  };
};

export const numberFormat = kept<Intl.NumberFormatOptions, Intl.NumberFormat>((tag, options) => new Intl.NumberFormat(tag, options));

export const dateFormat = kept<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>((tag, options) => new Intl.DateTimeFormat(tag, options));

export const relativeFormat = kept<Intl.RelativeTimeFormatOptions, Intl.RelativeTimeFormat>(
  (tag, options) => new Intl.RelativeTimeFormat(tag, options),
);
