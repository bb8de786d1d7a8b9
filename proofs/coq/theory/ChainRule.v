(****************************************************************************************************)
(* Networks of any widths as a vector space, and their tangent map by the chain rule              *)
(*   wparams m ds Q     == networks from m entries through layers of widths ds to Q outputs, each *)
(*                         layer one matrix (W, b), as a vector space                             *)
(*   wsize m ds Q       == its dimension K                                                        *)
(*   wout p z           == the output at z                                                        *)
(*   wlast p z          == the values of the last hidden layer at z                               *)
(*   wstrict p z        == no pre-activation is 0 at z                                            *)
(*   wclose e p q       == all entries of q are within e of those of p                            *)
(*   wtan p h z dz      == the tangent of the output at z along (h, dz), by the chain rule        *)
(*   wjac x p           == the tangents of the outputs at all points, linear in h                 *)
(****************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Network Jacobian.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section ChainRule.
Variables (R : realFieldType) (Q : nat).

Fixpoint wparams (m : nat) (ds : seq nat) : vectType R :=
  if ds is n :: ds' then [vectType R of 'M[R]_(n, m + 1) * wparams n ds']
  else [vectType R of 'M[R]_(Q, m + 1)].
Fixpoint wsize (m : nat) (ds : seq nat) : nat :=
  if ds is n :: ds' then (n * (m + 1) + wsize n ds')%N else (Q * (m + 1))%N.
Lemma wparams_dim m ds : \dim (fullv : {vspace wparams m ds}) = wsize m ds.
Proof.
rewrite dimvf; elim: ds m => [|n ds IH] m /=; first exact: dim_mx.
by rewrite dim_pair dim_mx IH.
Qed.

Definition up m (z : 'cV[R]_m) : 'cV[R]_(m + 1) := col_mx z 1%:M.
Definition along m (dz : 'cV[R]_m) : 'cV[R]_(m + 1) := col_mx dz 0.
Fixpoint wlast m ds : wparams m ds -> 'cV[R]_m -> 'cV[R]_(last m ds) :=
  match ds return wparams m ds -> 'cV[R]_m -> 'cV[R]_(last m ds) with
  | [::] => fun p z => z
  | n :: ds' => fun p z => wlast p.2 (relu (p.1 *m up z))
  end.
Fixpoint wout m ds : wparams m ds -> 'cV[R]_m -> 'cV[R]_Q :=
  match ds return wparams m ds -> 'cV[R]_m -> 'cV[R]_Q with
  | [::] => fun p z => p *m up z
  | n :: ds' => fun p z => wout p.2 (relu (p.1 *m up z))
  end.
Fixpoint wstrict m ds : wparams m ds -> 'cV[R]_m -> Prop :=
  match ds return wparams m ds -> 'cV[R]_m -> Prop with
  | [::] => fun p z => True
  | n :: ds' => fun p z =>
      (forall i, (p.1 *m up z) i 0 != 0) /\ wstrict p.2 (relu (p.1 *m up z))
  end.
Fixpoint wclose (e : R) m ds : wparams m ds -> wparams m ds -> Prop :=
  match ds return wparams m ds -> wparams m ds -> Prop with
  | [::] => fun p q => mclose e p q
  | n :: ds' => fun p q => mclose e p.1 q.1 /\ wclose e p.2 q.2
  end.
Fixpoint wtan m ds : wparams m ds -> wparams m ds -> 'cV[R]_m -> 'cV[R]_m -> 'cV[R]_Q :=
  match ds return wparams m ds -> wparams m ds -> 'cV[R]_m -> 'cV[R]_m -> 'cV[R]_Q with
  | [::] => fun p h z dz => p *m along dz + h *m up z
  | n :: ds' => fun p h z dz => wtan p.2 h.2 (relu (p.1 *m up z))
      (mask (p.1 *m up z) (p.1 *m along dz + h.1 *m up z))
  end.

Lemma along_lin m a (u v : 'cV[R]_m) : along (a *: u + v) = a *: along u + along v.
Proof. by rewrite /along scale_col_mx add_col_mx scaler0 addr0. Qed.
Lemma layer_lin m k (P H H' : 'M[R]_(k, m + 1)) a u v z :
  P *m along (a *: u + v) + (a *: H + H') *m z =
  a *: (P *m along u + H *m z) + (P *m along v + H' *m z).
Proof. by rewrite along_lin mulmxDr mulmxDl -scalemxAr -scalemxAl scalerDr addrACA. Qed.
Lemma wtan_lin m ds (p : wparams m ds) a h h' z u v :
  wtan p (a *: h + h') z (a *: u + v) = a *: wtan p h z u + wtan p h' z v.
Proof.
elim: ds m p h h' z u v => [|n ds IH] m p h h' z u v; first exact: layer_lin.
case: p h h' => P p [H h] [H' h']; rewrite [LHS]/= layer_lin mask_lin.
exact: IH.
Qed.
Lemma wtan0 m ds (p : wparams m ds) z : wtan p 0 z 0 = 0.
Proof. by have := wtan_lin p (-1) 0 0 z 0 0; rewrite !scaler0 !addr0 scaleN1r addNr. Qed.
Lemma wtanD m ds (p : wparams m ds) h h' z u v :
  wtan p (h + h') z (u + v) = wtan p h z u + wtan p h' z v.
Proof. by have := wtan_lin p 1 h h' z u v; rewrite !scale1r. Qed.

Variable T : finType.
Section Jacobian.
Variables (m : nat) (ds : seq nat) (x : T -> 'cV[R]_m) (p : wparams m ds).
Definition wrow (h : wparams m ds) : {ffun T -> 'cV[R]_Q} := [ffun t => wtan p h (x t) 0].
Lemma wrow_linear : linear wrow.
Proof.
move=> a h h'; apply/ffunP => t; rewrite !ffunE -wtan_lin scaler0 addr0.
by [].
Qed.
Canonical wrow_lin := Linear wrow_linear.
Definition wjac : 'Hom(wparams m ds, [vectType R of {ffun T -> 'cV[R]_Q}]) := linfun wrow.
End Jacobian.
End ChainRule.
