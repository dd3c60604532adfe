/** Made-up values for the description of TMF632, so that it can be tried from the page. */

export const ORGANIZATION_ID = '2f1d7c58-93ab-4e60-8a4b-5c6d0e9f1a27';
const INDIVIDUAL_ID = '6b9e2c40-17d5-4f83-b2a6-0d8c7f3e5b14';
const PARTY = 'https://gateway.example/tmf-api/party/v4';

const characteristic = (name: string, value: string) => ({ name, value: { value, alias: null } });

/** A peered OSS. */
export const ORGANIZATION_CREATE = {
  name: 'Harbour OSS',
  tradingName: 'Harbour OSS',
  contactMedium: [{ mediumType: 'email', preferred: true, characteristic: { emailAddress: 'noc@harbour.example' } }],
  partyCharacteristic: [
    { ...characteristic('PEERED_ORGANIZATION', 'true'), valueType: 'boolean' },
    characteristic('EXTERNAL_TMF_API_BASE_URL', 'https://oss.harbour.example'),
    characteristic('EXTERNAL_TMF_API_OAUTH2_TOKEN_URI', 'https://oss.harbour.example/auth/realms/openslice/protocol/openid-connect/token'),
    characteristic('EXTERNAL_TMF_API_OAUTH2_CLIENT_ID', 'osapiWebClientId'),
    characteristic('EXTERNAL_TMF_API_USERNAME', 'gateway'),
    characteristic('EXTERNAL_TMF_API_PASSWORD', 'a-password'),
  ],
};

export const ORGANIZATION = {
  id: ORGANIZATION_ID,
  href: `${PARTY}/organization/${ORGANIZATION_ID}`,
  ...ORGANIZATION_CREATE,
  partyCharacteristic: ORGANIZATION_CREATE.partyCharacteristic.map((each) => (each.name.endsWith('_PASSWORD') ? characteristic(each.name, '********') : each)),
  status: 'initialized',
};

export const INDIVIDUAL_CREATE = { givenName: 'Ines', familyName: 'Duarte', contactMedium: [{ mediumType: 'email', characteristic: { emailAddress: 'ines@harbour.example' } }] };
export const INDIVIDUAL = { id: INDIVIDUAL_ID, href: `${PARTY}/individual/${INDIVIDUAL_ID}`, ...INDIVIDUAL_CREATE, status: 'initialized' };
