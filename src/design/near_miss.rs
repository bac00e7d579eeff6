//! What somebody may have meant.

use crate::diag::quoted;

/// The choice that `name` is likely a misspelling of.
pub fn near_miss<'a>(name: &str, choices: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    // Nobody misspells so long a name, and distances take time.
    if length > 64 {
        return None;
    }
    let name = name.to_ascii_lowercase().replace('-', "_");
    let distance = |choice: &str| strsim::damerau_levenshtein(&name, &choice.to_ascii_lowercase());
    // Or only the beginning was written: `clock` for `clock_mhz`.
    let is_begun = |choice: &str| length >= 4 && choice.to_ascii_lowercase().starts_with(&name);
    let near = choices.into_iter().map(|choice| (distance(choice), choice));
    near.filter(|(distance, choice)| *distance <= length.max(choice.len()) / 3 || is_begun(choice))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, choice)| choice)
}

/// Help for a name that is none of `choices`: the one that was likely meant, or all of them.
pub fn suggest<'a>(
    name: &str,
    what: &str,
    choices: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    if let Some(choice) = near_miss(name, choices.clone()) {
        return format!("did you mean {}?", quoted(choice));
    }
    let all: Vec<String> = choices.into_iter().take(20).map(quoted).collect();
    match all.as_slice() {
        [] => format!("there is no {what} here"),
        [one] => format!("the only {what} here is {one}"),
        many => format!("possible here: {}", many.join(", ")),
    }
}
