/** Every test runs in English, whatever the language of the machine is. */
Object.defineProperty(globalThis.navigator, 'languages', { value: ['en'] });
