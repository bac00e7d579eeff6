//! Diagnostics as data, for programs that read cimgen's `--json`.

use serde::{Serialize, Serializer};

use super::{Diagnostic, Severity};

/// The JSON form: stable field names, every field always there.
#[derive(Serialize)]
struct Json<'a> {
    code: &'a str,
    severity: &'a str,
    cause: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    help: Option<&'a str>,
}

impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = self.place.as_ref().map(|place| (place.source.path.as_str(), place));
        let (line, column) = place.map(|(_, place)| place.line_column()).unzip();
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        Json {
            code: self.code.0,
            severity,
            cause: &self.cause,
            file: place.map(|(path, _)| path),
            line,
            column,
            help: self.help.as_deref(),
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::{Code, Diagnostic};

    #[test]
    fn every_field_is_there() {
        let text = serde_json::to_string(&Diagnostic::error(Code("D001"), "a \"b\"")).unwrap();
        assert_eq!(
            text,
            r#"{"code":"D001","severity":"error","cause":"a \"b\"","file":null,"line":null,"column":null,"help":null}"#
        );
    }
}
