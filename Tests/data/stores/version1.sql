-- A store as version 1 of the tables made it: two instances (the second disabled, its token rotated with an overlap,
-- provisioned with the idempotency key "second"), a third removed, an account beside the default one. The sealing key
-- is the bytes 0 to 31.
CREATE TABLE store (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    id BLOB NOT NULL,
    key_check TEXT NOT NULL,
    passphrase_salt BLOB,
    passphrase_operations INTEGER,
    passphrase_memory INTEGER
) STRICT;
INSERT INTO store VALUES(1,X'd19bb61187b3b5e674f6539a2a1f0b62','Abl/BRWxAUdygWSAAkO0nKhqy1ZPDzq+ZFH/uoMHaWslJLLTQyhUiWt0PgEi',NULL,NULL,NULL);
CREATE TABLE organization (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, roles TEXT, secret_fingerprint BLOB UNIQUE
) STRICT;
INSERT INTO organization VALUES(1,'Platform',NULL,NULL);
INSERT INTO organization VALUES(2,'Default',NULL,X'64807599f1b07da8f8c980d574ae7aa2');
CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    external_id TEXT,
    active INTEGER NOT NULL,
    is_default INTEGER NOT NULL,
    roles TEXT NOT NULL
) STRICT;
INSERT INTO account VALUES(1,1,'Platform','',NULL,1,1,'');
INSERT INTO account VALUES(2,2,'Default','',NULL,1,1,'');
INSERT INTO account VALUES(3,2,'Sales','',NULL,1,0,'');
CREATE TABLE user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    email TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    active INTEGER NOT NULL,
    roles TEXT NOT NULL,
    created INTEGER NOT NULL,
    last_login INTEGER,
    secret_fingerprint BLOB UNIQUE
) STRICT;
INSERT INTO user VALUES(1,1,'platform@localhost','Platform','User',1,'',1449850071,NULL,NULL);
INSERT INTO user VALUES(2,2,'default@localhost','Default','User',1,'org-admin',1449850071,NULL,X'411f9d4fbf6549c2efae36f092c6f9ca');
CREATE TABLE instance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user INTEGER NOT NULL,
    element TEXT NOT NULL,
    name TEXT NOT NULL,
    tags TEXT NOT NULL,
    configuration TEXT NOT NULL,
    external_authentication TEXT NOT NULL,
    events_enabled INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    tracing INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    version INTEGER NOT NULL,
    token_sealed TEXT NOT NULL,
    token_fingerprint BLOB NOT NULL
) STRICT;
INSERT INTO instance VALUES(1,2,'freshservice','First, renamed','["Docs"]','{"username":"jane@acme.example","password":{"sealed":"Abl/BRUfVrkJCwgVDY6xuaDltyLwTvV0kJb/mDSWhwc+fJy0pjA7HS1pi07TfWqw+I6CU5v+998EWsA5K/Co75wi"},"subdomain":"acme","base.url":"https://{subdomain}.freshservice.com","pagination.max":"30","pagination.offset":"false","pagination.type":null,"event.vendor.type":"polling","event.poller.refresh_interval":"15","event.poller.configuration":" ","event.notification.enabled":"false","event.notification.callback.url":null,"event.notification.subscription.id":null}','none',0,0,0,1449850072,1449850075,2,'Abl/BRWJvhq4O8HZtEWNsWEa9wgJ6v8fp02CAMdDRFah8p8lzFVO0IaS8IshhUBG/4CDpa0XTeWbz2zYJ4oYeV6NHhO1NBbAr/hndGhqTraNzN4bYJnJ7Is=',X'48d35dda1b4d6b63ef33455628dd3967');
INSERT INTO instance VALUES(2,2,'freshservice','Second','["Second"]','{"username":"joe@acme.example","password":{"sealed":"Abl/BRUCogBLIZQ1yuL0lt+6eDAZsnCjo0Bc6j7M15ppmAx2P51FEt3WBtPrVGnN/So8KCaq0aEJNw=="},"subdomain":"acme","base.url":"https://{subdomain}.freshservice.com","pagination.max":"30","pagination.offset":"false","pagination.type":null,"event.vendor.type":"polling","event.poller.refresh_interval":"15","event.poller.configuration":" ","event.notification.enabled":"false","event.notification.callback.url":null,"event.notification.subscription.id":null}','none',0,1,0,1449850073,1449850078,3,'Abl/BRXwukh9nt6Lrr5dkptUpKzWtugurd94YTL+l5dzikuDKoOCwbtK+iivwBVwkULSMYxPVKmc36XhrtN6QULtxdaZew2QoFhvjq5PitJHxNBtceYLIlA=',X'b62f49d87ff50b35f78cd3ca1c104352');
CREATE TABLE instance_tag (
    user INTEGER NOT NULL, tag TEXT NOT NULL, instance INTEGER NOT NULL, PRIMARY KEY (user, tag, instance)
) STRICT, WITHOUT ROWID;
INSERT INTO instance_tag VALUES(2,'Docs',1);
INSERT INTO instance_tag VALUES(2,'Second',2);
CREATE TABLE instance_count (
    user INTEGER NOT NULL, element TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (user, element)
) STRICT, WITHOUT ROWID;
INSERT INTO instance_count VALUES(2,'freshservice',2);
CREATE TABLE former_token (
    fingerprint BLOB PRIMARY KEY, instance INTEGER NOT NULL, valid_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO former_token VALUES(X'0a73334f69adb67871cdf74854ef43d5',2,1475770076);
CREATE TABLE idempotency (
    user INTEGER NOT NULL, key TEXT NOT NULL, parts TEXT NOT NULL, instance INTEGER NOT NULL,
    PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
INSERT INTO idempotency VALUES(2,'second',replace('element=736bef9490aa3598\nname=495d4a9ace7b93d7\ntags=5b08afdd7001b1ec\nexternalAuthentication=cea0014f8d93cab3\neventsEnabled=8bb0b342d5226946\nusername=8beca835637c68fb\npassword=6ebbe2a4d5053f06\nsubdomain=22558fce87937230\nbase.url=038ed59cb9aa4369\npagination.max=557677da905a505a\npagination.offset=a7de5922300949d0\npagination.type=294eb8ec5d58df97\nevent.vendor.type=5e79b6def11467c5\nevent.poller.refresh_interval=960a1970d1d7e1e7\nevent.poller.configuration=1703502b871fb437\nevent.notification.enabled=016af08be044e40a\nevent.notification.callback.url=dbc5b1d4bd692eaa\nevent.notification.subscription.id=4653281de631395a','\n',char(10)),2);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('organization',2);
INSERT INTO sqlite_sequence VALUES('account',3);
INSERT INTO sqlite_sequence VALUES('user',2);
INSERT INTO sqlite_sequence VALUES('instance',3);
CREATE INDEX account_by_organization ON account (organization);
CREATE INDEX user_by_account ON user (account);
CREATE INDEX user_by_email ON user (email COLLATE NOCASE);
CREATE UNIQUE INDEX instance_by_token ON instance (token_fingerprint);
CREATE INDEX instance_by_user ON instance (user);
CREATE INDEX former_token_by_instance ON former_token (instance);
CREATE INDEX idempotency_by_instance ON idempotency (instance);
PRAGMA application_id = 1347573331;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
