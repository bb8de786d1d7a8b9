(**************************************************************************************************)
(* U1: the rank of the Jacobian is at most the number of parameters without the hidden units      *)
(*   wparams m ds Q     == networks from m entries through layers of widths ds to Q outputs, each *)
(*                         layer one matrix (W, b), as a vector space                             *)
(*   wsize m ds Q       == its dimension K                                                        *)
(*   wtan p h z dz      == the tangent of the output at z along (h, dz), by the chain rule        *)
(*   wjac x p           == the tangents of the outputs at all points, linear in h                 *)
(*   down p a           == column i of the first layer of p times - a i, the rest 0               *)
(*   unseen p           == rescalings of the units of the first layer, and changes of the others  *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Network Jacobian Manifold.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Counting.
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

(* the first layer of p sees the units of the layer before: unit i times 1 - a i *)
Definition down n ds : wparams n ds -> 'rV[R]_n -> wparams n ds :=
  match ds return wparams n ds -> 'rV[R]_n -> wparams n ds with
  | [::] => fun p a => - (p *m block_mx (diag_mx a) 0 0 0)
  | k :: ds' => fun p a => (- (p.1 *m block_mx (diag_mx a) 0 0 0), 0)
  end.
Lemma block_up n (a : 'rV[R]_n) z : block_mx (diag_mx a) 0 0 0 *m up z = along (diag_mx a *m z).
Proof. by rewrite mul_block_col !mul0mx !addr0. Qed.
Lemma down_unseen n ds (p : wparams n ds) a z : wtan p (down p a) z (diag_mx a *m z) = 0.
Proof.
case: ds p => [|k ds] p /=; rewrite mulNmx -mulmxA block_up subrr //.
by rewrite mask0 wtan0.
Qed.
Lemma down_lin n ds (p : wparams n ds) c a a' : down p (c *: a + a') = c *: down p a + down p a'.
Proof.
have e k (P : 'M[R]_(k, n + 1)) : - (P *m block_mx (diag_mx (c *: a + a')) 0 0 0) =
    c *: - (P *m block_mx (diag_mx a) 0 0 0) + - (P *m block_mx (diag_mx a') 0 0 0)
    :> 'M[R]_(k, n + 1).
  have -> : block_mx (diag_mx (c *: a + a')) 0 0 0 =
      c *: block_mx (diag_mx a) 0 0 0 + block_mx (diag_mx a') 0 0 0 :> 'M[R]_(n + 1).
    by rewrite scale_block_mx add_block_mx !scaler0 !addr0 linearD linearZ.
  by rewrite mulmxDr opprD -scalemxAr scalerN.
case: ds p => [|k ds] p /=; first exact: e.
by rewrite e; congr (_, _) => /=; rewrite scaler0 addr0.
Qed.

Section Step.
Variables (m n : nat) (ds : seq nat) (x : T -> 'cV[R]_m) (P : 'M[R]_(n, m + 1)) (p : wparams n ds).
Definition seen t : 'cV[R]_n := relu (P *m up (x t)).
(* a unit without weights and bias may have any, for it is on nowhere *)
Definition weighted : 'M[R]_(n, m + 1) := \matrix_(i, j) (if row i P == 0 then 1 else P i j).
Definition visible (a : 'rV[R]_n) : 'rV[R]_n := \row_i (if row i P == 0 then 0 else a 0 i).
Definition unseen (u : 'rV[R]_n * wparams n ds) : wparams m (n :: ds) :=
  (diag_mx u.1 *m weighted, down p (visible u.1) + u.2).
Lemma visible_lin c a a' : visible (c *: a + a') = c *: visible a + visible a'.
Proof. by apply/rowP => i; rewrite !mxE; case: ifP => _; rewrite ?mulr0 ?addr0. Qed.
Lemma unseen_linear : linear unseen.
Proof.
move=> c [a h] [a' h']; rewrite /unseen.
have -> : diag_mx (c *: a + a') *m weighted = c *: (diag_mx a *m weighted) + diag_mx a' *m weighted.
  by rewrite linearD linearZ mulmxDl -scalemxAl.
have -> : down p (visible (c *: a + a')) + (c *: h + h') =
    c *: (down p (visible a) + h) + (down p (visible a') + h').
  by rewrite visible_lin down_lin scalerDr addrACA.
by [].
Qed.
Canonical unseen_lin := Linear unseen_linear.

Lemma unseen_tangent u t : wtan ((P, p) : wparams m (n :: ds)) (unseen u) (x t) 0 =
  wtan p u.2 (seen t) 0.
Proof.
rewrite /= (_ : mask _ _ = diag_mx (visible u.1) *m seen t).
  by rewrite -[X in wtan _ _ _ X]addr0 wtanD down_unseen add0r.
have -> : along (0 : 'cV[R]_m) = 0 by rewrite /along col_mx0.
rewrite mulmx0 add0r; apply/colP => i.
have entry (a : 'rV[R]_n) (z : 'cV[R]_n) : (diag_mx a *m z) i 0 = a 0 i * z i 0.
  by rewrite mul_diag_mx mxE.
rewrite mxE -mulmxA !entry [visible u.1 _ _]mxE [seen t _ _]mxE.
have [z|nz] := eqVneq (row i P) 0.
  rewrite mul0r; have -> : (P *m up (x t)) i 0 = 0; last by rewrite ltxx.
  by have := congr1 (fun r => (r *m up (x t)) 0 0) z; rewrite -row_mul mul0mx !mxE.
have -> : (weighted *m up (x t)) i 0 = (P *m up (x t)) i 0.
  by rewrite !mxE; apply: eq_bigr => j _; rewrite mxE (negbTE nz).
by case: ltP => _; rewrite ?mulr0.
Qed.

Lemma unseen_inj u : unseen u = 0 -> u = 0.
Proof.
move=> e; have e1 := congr1 fst e; have e2 := congr1 snd e; rewrite /= in e1 e2.
have u1 : u.1 = 0.
  apply/rowP => i; rewrite [RHS]mxE.
  have [j nz] : exists j, weighted i j != 0.
    have [z|/rV0Pn[j nz]] := eqVneq (row i P) 0.
      by exists (rshift m 0); rewrite mxE z eqxx oner_eq0.
    exists j; rewrite mxE; case: ifP => [/eqP z|_]; first by rewrite oner_eq0.
    by rewrite mxE in nz.
  have := congr1 (fun M : 'M[R]_(n, m + 1) => M i j) e1; rewrite mul_diag_mx mxE [RHS]mxE => /eqP.
  by rewrite mulf_eq0 (negbTE nz) orbF => /eqP.
have v0 : visible 0 = 0 by apply/rowP => i; rewrite !mxE; case: ifP.
move: e2; rewrite u1 v0 (_ : down p 0 = 0) ?add0r => [e2|].
  by rewrite [u]surjective_pairing u1 e2.
by have := down_lin p (-1) 0 0; rewrite !scaler0 !addr0 scaleN1r addNr.
Qed.

Lemma step_kernel : (n + \dim (lker (wjac seen p)) <=
  \dim (lker (wjac x ((P, p) : wparams m (n :: ds)))))%N.
Proof.
pose F := linfun unseen; set A := wjac x _; set A' := wjac seen p.
have dF : \dim (limg F) = (n + wsize n ds)%N.
  rewrite limg_dim_eq; last first.
    apply/eqP; rewrite -subv0; apply/subvP => u; rewrite memv_cap memv0 => /andP[_].
    by rewrite memv_ker lfunE /= => /eqP/unseen_inj ->.
  by rewrite dimvf dim_pair dim_mx mul1n -wparams_dim dimvf.
have sub : (A @: limg F <= limg A')%VS.
  apply/subvP => _ /memv_imgP[_ /memv_imgP[u _ ->] ->].
  have -> : A (F u) = A' u.2; last exact: memv_img (memvf _).
  by rewrite !lfunE; apply/ffunP => t; rewrite !ffunE unseen_tangent.
have eA := limg_ker_dim A (limg F); have eA' := limg_ker_dim A' fullv.
have cap : (\dim (limg F :&: lker A)%VS <= \dim (lker A))%N by rewrite dimvS // capvSr.
apply: leq_trans cap; rewrite -(leq_add2r (\dim (A @: limg F))) eA dF -addnA leq_add2l.
by rewrite -wparams_dim -eA' capfv leq_add2l dimvS.
Qed.
End Step.

Lemma kernel_units m ds (x : T -> 'cV[R]_m) (p : wparams m ds) :
  (sumn ds <= \dim (lker (wjac x p)))%N.
Proof.
elim: ds m x p => [|n ds IH] m x p //.
case: p => P p; apply: leq_trans (step_kernel x P p); rewrite leq_add2l.
exact: IH.
Qed.

Theorem U1 m ds (x : T -> 'cV[R]_m) (p : wparams m ds) :
  (\dim (limg (wjac x p)) <= minn (Q * #|T|) (wsize m ds - sumn ds))%N.
Proof.
rewrite leq_min; apply/andP; split.
  apply: leq_trans (dimvS (subvf _)) _.
  by rewrite dimvf dim_ffun dim_mx muln1 mulnC.
rewrite -wparams_dim -(limg_ker_dim (wjac x p) fullv) capfv addnC -addnBA ?kernel_units //.
exact: leq_addr.
Qed.
End Counting.
