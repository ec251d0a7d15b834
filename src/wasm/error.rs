//! The core's errors as JavaScript `Error` objects with a `code` and `details`.

use js_sys::{BigInt, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::{Detail, Error};

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let details = Object::new();
        for (name, detail) in error.details() {
            let value = match detail {
                Detail::Number(number) => BigInt::from(number).into(),
                Detail::Name(name) => JsValue::from_str(name),
            };
            set(&details, name, &value);
        }
        let thrown = js_sys::Error::new(error.code());
        set(&thrown, "code", &JsValue::from_str(error.code()));
        set(&thrown, "details", &details);
        thrown.into()
    }
}

/// Sets a property of an object that was made here, which cannot fail.
pub(super) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let done = Reflect::set(object, &JsValue::from_str(name), value);
    debug_assert!(done.is_ok());
}
