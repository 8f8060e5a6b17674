//! What we depend on: licences and sources, which can be checked anywhere, and security
//! advisories, which must be fetched.
//!
//! | module | what it knows |
//! |---|---|
//! | [`policy`] | what `deny.toml` allows |
//! | [`package`] | the packages of `Cargo.lock`, as cargo tells of them |
//! | [`licence`] | whether an SPDX expression can be satisfied |
//! | [`advisory`] | RustSec's advisories, and which versions they concern |
//! | [`error`] | what can go wrong |

pub mod advisory;
pub mod error;
pub mod licence;
pub mod package;
pub mod policy;

use crate::workspace::Workspace;
use advisory::{Advisory, Database, Unreachable};
pub use error::DependencyError;
use package::Package;
use policy::Policy;

/// Demands that every package comes from where it may, under a licence that it may have.
///
/// # Errors
/// When one does not, or that cannot be found out.
pub fn check(workspace: &Workspace) -> Result<(), DependencyError> {
    let policy = Policy::read(workspace)?;
    let packages = package::all(workspace)?;
    let findings: Vec<String> =
        packages.iter().flat_map(|package| policy.objections(package)).collect();
    println!("Looked at {} packages.", packages.len());
    conclude(&findings)
}

/// Demands that no advisory tells of a hole in a package that we use. That a package is no
/// longer maintained is said.
///
/// # Errors
/// When one does, or that cannot be found out.
pub fn check_advisories(workspace: &Workspace, database: &Database) -> Result<(), DependencyError> {
    let policy = Policy::read(workspace)?;
    let packages = package::all(workspace)?;
    let (mut holes, mut advisories) = (Vec::new(), 0);
    for package in &packages {
        for advisory in database.about(&package.name)? {
            advisories += 1;
            if !advisory.concerns(&package.version) || policy.ignores(&advisory.id) {
                continue;
            }
            let said = about(&advisory, package);
            if advisory.is_hole() { holes.push(said) } else { println!("For information: {said}") }
        }
    }
    println!(
        "Looked at {} packages and {advisories} advisories, the last of {}.",
        packages.len(),
        database.date()
    );
    conclude(&holes)
}

/// Fetches the advisories, or says why that cannot be done.
///
/// # Errors
/// When they cannot be fetched and were not before.
pub fn fetch_advisories(workspace: &Workspace) -> Result<Database, Unreachable> {
    Database::fetch(&workspace.target().join("advisory-db"))
}

fn about(advisory: &Advisory, package: &Package) -> String {
    let Package { name, version, .. } = package;
    let Advisory { id, title, .. } = advisory;
    format!("{name} {version}: {title} (https://rustsec.org/advisories/{id})")
}

fn conclude(findings: &[String]) -> Result<(), DependencyError> {
    findings.iter().for_each(|finding| println!("{finding}"));
    match findings.len() {
        0 => Ok(()),
        count => Err(DependencyError::Findings(count)),
    }
}
