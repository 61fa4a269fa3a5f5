/** Passkeys by the browser's own API (WebAuthn). Bytes travel to the server as base64url. */
import type { NewPasskey, PasskeyOptions, PasskeyProof } from '#lib/api/types.ts';

type Options = PasskeyOptions['options'];

export function toBase64url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** Whether passkeys can work in this browser at this address. They need a host name and TLS. */
export function canUsePasskeys(): boolean {
  const isIpAddress = /^[\d.]+$|:/.test(location.hostname);
  return isSecureContext && 'PublicKeyCredential' in globalThis && !isIpAddress;
}

const readIds = (list: PublicKeyCredentialDescriptorJSON[] = []) =>
  list.map((one) => ({ ...one, id: fromBase64url(one.id) })) as PublicKeyCredentialDescriptor[];

/** What `parseCreationOptionsFromJSON` does, for browsers without it. */
export function readCreationOptions(
  json: PublicKeyCredentialCreationOptionsJSON
): PublicKeyCredentialCreationOptions {
  return {
    ...json,
    challenge: fromBase64url(json.challenge),
    user: { ...json.user, id: fromBase64url(json.user.id) },
    excludeCredentials: readIds(json.excludeCredentials)
  } as unknown as PublicKeyCredentialCreationOptions; // The server asks for no extensions.
}

/** What `parseRequestOptionsFromJSON` does, for browsers without it. */
export function readRequestOptions(
  json: PublicKeyCredentialRequestOptionsJSON
): PublicKeyCredentialRequestOptions {
  return {
    ...json,
    challenge: fromBase64url(json.challenge),
    allowCredentials: readIds(json.allowCredentials)
  } as unknown as PublicKeyCredentialRequestOptions;
}

/** A browser gives no credential where the person has cancelled. */
function expectCredential(credential: Credential | null): PublicKeyCredential {
  if (!credential) throw new DOMException('', 'NotAllowedError');
  return credential as PublicKeyCredential;
}

/** Has the browser make a passkey. Throws a `DOMException` if it does not. */
export async function makePasskey(options: Options): Promise<Omit<NewPasskey, 'name'>> {
  const json = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const publicKey =
    PublicKeyCredential.parseCreationOptionsFromJSON?.(json) ?? readCreationOptions(json);
  const made = expectCredential(await navigator.credentials.create({ publicKey }));
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    credential_id: toBase64url(made.rawId),
    client_data: toBase64url(response.clientDataJSON),
    attestation: toBase64url(response.attestationObject),
    transports: response.getTransports?.() ?? []
  };
}

/** Has the browser sign with a passkey. Throws a `DOMException` if it does not. */
export async function signWithPasskey(options: Options): Promise<PasskeyProof> {
  const json = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const publicKey =
    PublicKeyCredential.parseRequestOptionsFromJSON?.(json) ?? readRequestOptions(json);
  const used = expectCredential(await navigator.credentials.get({ publicKey }));
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    credential_id: toBase64url(used.rawId),
    client_data: toBase64url(response.clientDataJSON),
    authenticator_data: toBase64url(response.authenticatorData),
    signature: toBase64url(response.signature),
    user_handle: toBase64url(response.userHandle ?? new ArrayBuffer(0))
  };
}
